import { createKeyedHash, type KeyedHash } from "./hash.ts";
import { definePolicy, type PolicyOptions } from "./policy/define-policy.ts";
import { type Direction, type Policy, PROMPT_INJECTION, type Preset } from "./policy/policy.ts";
import { RedactionError, type RedactionErrorCode } from "./redaction-error.ts";
import { createPathCleaner } from "./scan/clean-path.ts";
import { createDeadline, type Deadline } from "./scan/deadline.ts";
import { withDefaultDetectors } from "./scan/default-detectors.ts";
import type { Detectors } from "./scan/detectors.ts";
import { createFindingsCache, type FindingsCache } from "./scan/findings-cache.ts";
import { addRepetitions } from "./scan/repetitions.ts";
import { createScanner, type Judged, type Scanner, type ScanResult } from "./scan/scanner.ts";
import { ITEMS_A_STEP, runAtOnce, runInTurns, type Steps } from "./scan/steps.ts";
import { hideFindings } from "./text/hide-findings.ts";
import { type Reading, read } from "./text/json-places.ts";
import { withLookAlikes } from "./text/look-alikes.ts";
import type { TextFormat } from "./text/text-restorer.ts";
import { createVault, type Vault } from "./text/vault.ts";

/** What a redactor can be given beside its policy. */
export interface RedactorOptions {
  /**
   * The project's secret. Placeholders and hashes are derived from it. Without one, placeholders still cannot be made
   * to reach a value, and the action `hash` is refused.
   */
  key?: string | Uint8Array;
  /** In place of the package's own. */
  detectors?: Detectors;
  /** To be shared between redactors that have the same detectors. By default each has one of its own. */
  cache?: FindingsCache;
  /** How long the texts of one request may keep the processor busy, in milliseconds. Default 2,000. */
  deadlineMs?: number;
}

/** Something that was found, where, and what was done about it. It never holds the value. */
export interface LocatedFinding extends Judged {
  /** JSON pointer to the text; empty for a text on its own. */
  path: string;
  direction: Direction;
}

/** One text to deal with. */
export interface TextSlot {
  path: string;
  text: string;
  format: TextFormat;
  direction: Direction;
  /** Whether somebody other than the application's author may have written it. */
  isForeign: boolean;
}

/** What became of a request's texts. */
export interface RedactedSlots {
  /** In the order of the slots. */
  texts: string[];
  findings: LocatedFinding[];
  /** Why the request must not leave, if so. */
  blocked?: RedactionError | undefined;
  /** Paths of texts that could not be inspected and were let through by the policy. */
  uninspected: string[];
}

/** What text and chat redaction have in common. */
export interface Engine {
  readonly policy: Policy;
  readonly scanner: Scanner;
  readonly hash: KeyedHash;
  /** Whether the policy has no interest in requests at all. */
  readonly isIdle: boolean;
  /** The vault of a conversation; `seed` is how it starts. */
  openVault(seed: string): Vault;
  redactSlots(slots: readonly TextSlot[], vault: Vault, tenant: string): RedactedSlots;
  /** The same, without keeping the event loop from other work for long. */
  redactSlotsInTurns(slots: readonly TextSlot[], vault: Vault, tenant: string): Promise<RedactedSlots>;
}

/** What was seen in one text. */
interface Look extends ScanResult {
  slot: TextSlot;
  direction: Direction;
  reading: Reading;
}

const DEFAULT_DEADLINE_MS = 2_000;
const MAX_NAMED_PLACES = 10;

/** Creates the engine of one policy. */
export function createEngine(given: PolicyOptions | Policy | Preset, options: RedactorOptions = {}): Engine {
  const policy = definePolicy(given);
  const { key, cache = createFindingsCache(), deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const hashes = Object.entries(policy.entities).find(([, rule]) =>
    [rule.input, rule.tool, rule.output].includes("hash"),
  );
  if (hashes && key === undefined) {
    throw new RedactionError("invalid_policy", "The action `hash` needs a `key`, or hashes could be looked up.", {
      param: `entities.${hashes[0]}`,
    });
  }
  const hash = createKeyedHash(key ?? policy.version);
  const scanner = createScanner({ policy, detectors: withDefaultDetectors(options.detectors ?? {}, policy), cache });

  const isOff = isIdle(policy);
  const mayTokenize = Object.values(policy.entities).some(({ input, tool }) => [input, tool].includes("tokenize"));

  function* look(slot: TextSlot, tenant: string): Steps<Look> {
    const { text, format, direction, isForeign } = slot;
    const reading = read(text, format);
    return { slot, direction, reading, ...(yield* scanner.scan(reading.text, { direction, tenant, isForeign })) };
  }

  /** What was seen in each text; `undefined` for those that could not be inspected and may leave all the same. */
  function* lookAtAll(slots: readonly TextSlot[], tenant: string, deadline: Deadline): Steps<(Look | undefined)[]> {
    const looks: (Look | undefined)[] = [];
    for (const slot of slots) {
      try {
        looks.push(yield* deadline.keep(look(slot, tenant)));
      } catch (error) {
        if (policy.onFailure === "block" || !RedactionError.isInstance(error)) throw error;
        looks.push(undefined);
      }
    }
    return looks;
  }

  /** Where unfinished work may not stop a request, what was found until then is hidden all the same. */
  function* repeat(looks: readonly Look[], deadline: Deadline): Steps<void> {
    try {
      yield* deadline.keep(addRepetitions(looks, scanner));
    } catch (error) {
      if (policy.onFailure === "block" || !RedactionError.isInstance(error)) throw error;
    }
  }

  function* redactInSteps(slots: readonly TextSlot[], vault: Vault, tenant: string): Steps<RedactedSlots> {
    const result: RedactedSlots = { texts: slots.map(({ text }) => text), findings: [], uninspected: [] };
    const deadline = createDeadline(deadlineMs);
    const cleaned = createPathCleaner(scanner, tenant);
    const all = yield* lookAtAll(slots, tenant, deadline);
    const looks = all.filter((look) => look !== undefined);
    yield* repeat(looks, deadline);
    const texts = looks.map(({ slot, reading, judged }) => ({
      original: slot.text,
      reading,
      judged: mayTokenize && !isOff ? withLookAlikes(judged, reading.text, vault.nonce) : judged,
    }));
    const hiding = hideFindings(texts, vault, hash);
    const hidden = yield* policy.onFailure === "block" ? deadline.keep(hiding) : hiding;
    let next = 0;
    for (const [index, slot] of slots.entries()) {
      const { direction, text } = slot;
      const seen = all[index];
      if (!seen) {
        result.uninspected.push(cleaned(slot.path));
        continue;
      }
      const { text: redacted, findings } = hidden[next++] as { text: string; findings: Judged[] };
      result.texts[index] = redacted;
      if (findings.length === 0 && !seen.verdict) continue;
      const path = cleaned(slot.path);
      for (const finding of findings) {
        if (result.findings.push({ ...finding, path, direction }) % ITEMS_A_STEP === 0) yield;
      }
      if (seen.verdict) result.findings.push({ ...seen.verdict, end: text.length, path, direction });
    }
    result.blocked = refusal(result.findings);
    return result;
  }

  return {
    policy,
    scanner,
    hash,
    isIdle: isOff,
    openVault: (seed) => createVault({ hash, seed }),
    redactSlots: (slots, vault, tenant) => runAtOnce(redactInSteps(slots, vault, tenant)),
    redactSlotsInTurns: (slots, vault, tenant) => runInTurns(redactInSteps(slots, vault, tenant)),
  };
}

function isIdle({ entities, injection, media }: Policy): boolean {
  const isOff = Object.values(entities).every(({ input, tool }) => input === "allow" && tool === "allow");
  return isOff && injection.action === "allow" && media === "allow";
}

/** The error for findings that must not pass: it names types and places, never values. */
export function refusal(findings: readonly LocatedFinding[]): RedactionError | undefined {
  const blocking = findings.filter(({ action }) => action === "block");
  const entities = blocking.filter(({ type }) => type !== PROMPT_INJECTION);
  if (entities.length > 0) return refuse("pii_policy_violation", entities, "The policy does not let this through");
  if (blocking.length > 0) return refuse("prompt_injection_detected", blocking, "This looks like a prompt injection");
  return undefined;
}

function refuse(code: RedactionErrorCode, findings: readonly LocatedFinding[], opening: string): RedactionError {
  const places = [...new Set(findings.map(({ type, path }) => (path === "" ? type : `${type} at ${path}`)))];
  const named = places.slice(0, MAX_NAMED_PLACES).join(", ");
  const more = places.length > MAX_NAMED_PLACES ? ` and ${places.length - MAX_NAMED_PLACES} more places` : "";
  return new RedactionError(code, `${opening}: ${named}${more}.`, { param: findings[0]?.path });
}
