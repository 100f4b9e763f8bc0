import { setImmediate } from "node:timers/promises";
import type { Audit, AuditOptions } from "./audit.ts";
import { AuditError, AuditStoreError } from "./audit-error.ts";
import { createChainExtender, type UnsealedRecord } from "./chain/chain-extender.ts";
import { cutChains } from "./chain/cut-chains.ts";
import { verifyingKey } from "./chain/signing-key.ts";
import { checkOptions } from "./check-options.ts";
import { exportCsv } from "./export/export-csv.ts";
import { exportJsonl } from "./export/export-jsonl.ts";
import { adoptJournals } from "./journal/adopt-journals.ts";
import { createJournal, type JournalPosition } from "./journal/journal.ts";
import { checkAccount, checkCut, checkList, checkLookup, checkUsageQuery, cursorAfter } from "./query/check-query.ts";
import { isInScope } from "./query/matches.ts";
import { sortUsage } from "./query/sum-usage.ts";
import { checkRecord, recordJson } from "./record/check-record.ts";
import { createRetrying } from "./retrying.ts";

/** So many take a few milliseconds to write, in which a store in this process lets nothing else happen. */
const GROUP_SIZE = 64;
/** How long the first record of a group waits for others, in ms, unless somebody wants to read. */
const GATHER_MS = 250;
const ROTATE_BYTES = 4 * 1024 * 1024;
/** How often journals that others have left are looked for, in ms: processes also die while this one runs. */
const ADOPT_EVERY_MS = 60_000;

/** A record on its way from the journal to the store. */
interface Waiting extends UnsealedRecord {
  position: JournalPosition;
}

/**
 * Makes an audit trail. Records go to a journal, and from there in groups to the store, where they are chained.
 *
 * @throws AuditError `invalid_argument`; `journal_failed` where the folder cannot be written
 */
export function createAudit(options: AuditOptions): Audit {
  const { store, directory, signingKey, checkpointEvery, checkpointMs, maxJournalBytes, now } = checkOptions(options);
  const { publicKeys = [], onError, onCheckpoint } = options;
  const chains = createChainExtender({
    signingKey,
    trusted: [signingKey, ...publicKeys.map(verifyingKey)],
    checkpointEvery,
    checkpointMs,
    now,
  });
  const journal = createJournal({ directory, maxBytes: maxJournalBytes, rotateBytes: ROTATE_BYTES });
  const waiting: Waiting[] = [];
  let closing: Promise<void> | undefined;

  const tell = (error: unknown): void => onError?.(toFailure(error));

  /** One transaction. Records that the store has taken from the journal before are left out. */
  async function write(name: string, records: readonly (UnsealedRecord & { end: number })[]): Promise<void> {
    const changes = await store.append({
      journal: name,
      position: records.at(-1)?.end ?? 0,
      gone: journal.takeRemoved(),
      accounts: [...new Set(records.map(({ record }) => record.account))].sort(),
      extend(done, heads) {
        const fresh = records.filter(({ end }) => end > done);
        return chains.extend(fresh, heads);
      },
    });
    if (!changes) return;
    chains.remember(changes.heads);
    for (const checkpoint of changes.checkpoints) onCheckpoint?.(checkpoint);
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const group = nextGroup(waiting);
      const { position } = group.at(-1) as Waiting;
      await write(
        position.file.name,
        group.map(({ record, body, position: { end } }) => ({ record, body, end })),
      );
      waiting.splice(0, group.length);
      journal.release(position);
      // Others get their turn, also where the store answers without waiting for anything.
      await setImmediate();
    }
  }
  const draining = createRetrying(drain, GATHER_MS, tell);

  let isAdopted = false;
  async function adopt(): Promise<void> {
    if (isAdopted) return;
    await adoptJournals(
      directory,
      async (name, records) => {
        for (let start = 0; start < records.length; start += GROUP_SIZE) {
          await write(name, records.slice(start, start + GROUP_SIZE));
          await setImmediate();
        }
      },
      tell,
    );
    isAdopted = true;
  }
  const adopting = createRetrying(adopt, 0, tell);
  adopting.plan();
  const adoptTimer = setInterval(() => {
    isAdopted = false;
    adopting.plan();
  }, ADOPT_EVERY_MS);
  adoptTimer.unref();

  /** What comes while the last group is being answered may be too late for one round. */
  async function drainAll(): Promise<void> {
    while (waiting.length > 0) await draining.run();
  }

  /** What has been recorded here is read here: it goes to the store first, where that is possible. */
  async function beforeReading(): Promise<void> {
    await drainAll().catch(tell);
  }

  async function close(): Promise<void> {
    clearInterval(adoptTimer);
    adopting.stop();
    draining.stop();
    await adopting.run().catch(tell);
    await drainAll().catch(tell);
    journal.close();
    await store.close();
  }

  return {
    append(given) {
      if (closing) throw new AuditError("closed", "The audit trail has been closed; it takes no more records.");
      const record = checkRecord(given);
      const body = recordJson(record);
      waiting.push({ record, body, position: journal.append(`${body}\n`) });
      draining.plan();
    },
    async flush() {
      try {
        await adopting.run();
        await drainAll();
      } catch (error) {
        throw toFailure(error);
      }
    },
    async list(query) {
      const checked = checkList(query);
      await beforeReading();
      const entries = await store.list(checked);
      return { entries, next: entries.length < checked.limit ? null : cursorAfter(entries.at(-1)) };
    },
    async get(correlationId, scope) {
      checkLookup(correlationId, scope);
      const record = waiting.findLast(({ record }) => record.correlationId === correlationId)?.record;
      if (record && isInScope(record, scope)) return { seq: null, hash: null, record };
      return store.get(correlationId, scope);
    },
    async usage(query) {
      const checked = checkUsageQuery(query);
      await beforeReading();
      return sortUsage(await store.usage(checked), checked.groupBy);
    },
    accounts: () => store.accounts(),
    async head(account) {
      const outline = await store.outline(checkAccount(account));
      if (!outline)
        throw new AuditError("unknown_account", "There is no audit chain of that account.", { param: "account" });
      return outline.head.signed;
    },
    exportJsonl: (account) => exportJsonl(store, checkAccount(account)),
    exportCsv: (query) => exportCsv(store, checkList({ ...query, after: undefined, limit: undefined })),
    cut: async (query) => cutChains(store, checkCut(query), signingKey, now),
    close: () => (closing ??= close()),
  };
}

/** What is neither refused nor the store's, is the journal's files. */
function toFailure(error: unknown): AuditError | AuditStoreError {
  if (AuditError.isInstance(error) || AuditStoreError.isInstance(error)) return error;
  return new AuditError(
    "journal_failed",
    "The folder of the audit journals cannot be read or written; see the cause.",
    {
      cause: error,
    },
  );
}

/** What can be written at once: records of one file. */
function nextGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  const file = waiting[0]?.position.file;
  const group = waiting.slice(0, GROUP_SIZE);
  const end = group.findIndex(({ position }) => position.file !== file);
  return end < 0 ? group : group.slice(0, end);
}
