import type { AuditOptions } from "./audit.ts";
import { AuditError } from "./audit-error.ts";

type Defaulted = "checkpointEvery" | "checkpointMs" | "maxJournalBytes" | "now";
type CheckedOptions = Omit<AuditOptions, Defaulted> & { [Option in Defaulted]: NonNullable<AuditOptions[Option]> };

const DEFAULT_CHECKPOINT_EVERY = 1_000;
const DEFAULT_CHECKPOINT_MS = 60_000;
const DEFAULT_MAX_JOURNAL_BYTES = 64 * 1024 * 1024;
/** Room for the longest record. */
const MIN_JOURNAL_BYTES = 65_536;

/** Options with every default filled in. @throws AuditError `invalid_argument` */
export function checkOptions(options: AuditOptions): CheckedOptions {
  const { store, directory, signingKey, now = Date.now } = options;
  if (typeof store?.append !== "function") throw wrong("store", "must be a store");
  if (typeof directory !== "string" || directory === "") throw wrong("directory", "must be the path of a folder");
  if (typeof signingKey?.sign !== "function")
    throw wrong("signingKey", "must be made by loadSigningKey or deriveSigningKey");
  const {
    checkpointEvery = DEFAULT_CHECKPOINT_EVERY,
    checkpointMs = DEFAULT_CHECKPOINT_MS,
    maxJournalBytes = DEFAULT_MAX_JOURNAL_BYTES,
  } = options;
  assertInteger(checkpointEvery, 1, "checkpointEvery");
  assertInteger(checkpointMs, 1, "checkpointMs");
  assertInteger(maxJournalBytes, MIN_JOURNAL_BYTES, "maxJournalBytes");
  return { ...options, store, directory, signingKey, now, checkpointEvery, checkpointMs, maxJournalBytes };
}

function assertInteger(value: number, least: number, param: string): void {
  if (!Number.isSafeInteger(value) || value < least) throw wrong(param, `must be an integer of ${least} or more`);
}

function wrong(param: string, must: string): AuditError {
  return new AuditError("invalid_argument", `\`${param}\` ${must}.`, { param });
}
