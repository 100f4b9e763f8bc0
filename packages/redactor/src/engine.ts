import { createKeyedHash, type KeyedHash } from "./hash.ts";
import type { Path } from "./json-pointer.ts";
import { definePolicy, type PolicyOptions } from "./policy/define-policy.ts";
import { type Direction, type Policy, PROMPT_INJECTION, type Preset } from "./policy/policy.ts";
import { RedactionError, type RedactionErrorCode } from "./redaction-error.ts";
import { createPathCleaner } from "./scan/clean-path.ts";
import { createDeadline, type Deadline } from "./scan/deadline.ts";
import { withDefaultDetectors } from "./scan/default-detectors.ts";
import type { Detectors } from "./scan/detectors.ts";
import { createFindingsCache, type FindingsCache, type TextMemory } from "./scan/findings-cache.ts";
import { type Look, lookAtAll, readingOf } from "./scan/looks.ts";
import { addRepetitions } from "./scan/repetitions.ts";
import { createScanner, type Judged, type Scanner } from "./scan/scanner.ts";
import { ITEMS_A_STEP, runAtOnce, runInTurns, type Steps } from "./scan/steps.ts";
import { hideFindings } from "./text/hide-findings.ts";
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
  path: Path;
  text: string;
  format: TextFormat;
  direction: Direction;
  /** Whether somebody other than the application's author may have written it. */
  isForeign: boolean;
}

/** What became of a request's texts. */
export interface RedactedSlots {
  /** Those that have changed, by the index of their slot. */
  changed: Map<number, string>;
  findings: LocatedFinding[];
  /** The index of the slot in which each finding is. */
  slotOf: number[];
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
  /** The vault of a conversation; `seed` gives how it starts. */
  openVault(seed: () => string): Vault;
  redactSlots(slots: readonly TextSlot[], vault: Vault, tenant: string): RedactedSlots;
  /** The same, without keeping the event loop from other work for long. */
  redactSlotsInTurns(slots: readonly TextSlot[], vault: Vault, tenant: string): Promise<RedactedSlots>;
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

  let latestTenant = { tenant: "", memory: cache.memoryOf(`\n${policy.version}`) };

  function memoryOf(tenant: string): TextMemory {
    if (latestTenant.tenant !== tenant) {
      latestTenant = { tenant, memory: cache.memoryOf(`${tenant}\n${policy.version}`) };
    }
    return latestTenant.memory;
  }

  /** Where unfinished work may not stop a request, what was found until then is hidden all the same. */
  function* repeat(looks: readonly Look[], memory: TextMemory, deadline: Deadline): Steps<void> {
    try {
      yield* deadline.keep(() => addRepetitions(looks, scanner, memory));
    } catch (error) {
      if (policy.onFailure === "block" || !RedactionError.isInstance(error)) throw error;
    }
  }

  /** Hides what is to be hidden in each text. Gives whether there was anything to deal with. */
  function* hide(looks: readonly Look[], vault: Vault, deadline: Deadline): Steps<boolean> {
    const affected = looks.filter(({ judged, known }) => judged.length > 0 || (mayTokenize && known.mayLookAlike));
    if (affected.length === 0) return false;
    const texts = affected.map((look) => {
      const reading = readingOf(look);
      const { judged, known } = look;
      const hasLookAlikes = mayTokenize && known.mayLookAlike;
      return {
        original: look.slot.text,
        reading,
        judged: hasLookAlikes ? withLookAlikes(judged, reading.text, vault.nonce()) : judged,
      };
    });
    const hiding = () => hideFindings(texts, vault, hash);
    const hidden = yield* policy.onFailure === "block" ? deadline.keep(hiding) : hiding();
    for (let index = 0; index < affected.length; index++) (affected[index] as Look).hidden = hidden[index];
    return true;
  }

  function* redactInSteps(slots: readonly TextSlot[], vault: Vault, tenant: string): Steps<RedactedSlots> {
    const result: RedactedSlots = { changed: new Map(), findings: [], slotOf: [], uninspected: [] };
    const deadline = createDeadline(deadlineMs);
    const memory = memoryOf(tenant);
    const all = yield* lookAtAll(slots, { scanner, tenant, memory, deadline, onFailure: policy.onFailure });
    const looks = all.filter((look) => look !== undefined);
    const hasFindings = looks.some(({ judged }) => judged.length > 0);
    if (hasFindings) yield* repeat(looks, memory, deadline);
    const hasHidden = yield* hide(looks, vault, deadline);
    if (!hasHidden && all.every((look) => look && !look.known.verdict)) return result;
    const cleaned = createPathCleaner(scanner, tenant);
    for (let index = 0; index < slots.length; index++) {
      const { path, direction, text } = slots[index] as TextSlot;
      const look = all[index];
      if (!look) {
        result.uninspected.push(cleaned(path));
        continue;
      }
      const { verdict } = look.known;
      const findings = look.hidden?.findings ?? [];
      if (look.hidden && look.hidden.text !== text) result.changed.set(index, look.hidden.text);
      if (findings.length === 0 && !verdict) continue;
      const pointer = cleaned(path);
      for (const finding of findings) {
        result.slotOf.push(index);
        if (result.findings.push({ ...finding, path: pointer, direction }) % ITEMS_A_STEP === 0) yield;
      }
      if (!verdict) continue;
      result.slotOf.push(index);
      result.findings.push({ ...verdict, end: text.length, path: pointer, direction });
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
