import type { Finding } from "../detect/finding.ts";
import { createNamer } from "../hash.ts";
import type { Judged } from "./scanner.ts";

/** What is known of a text under a policy: positions, never text. */
export interface KnownText {
  /** In order, none overlapping. */
  readonly judged: readonly Judged[];
  readonly verdict: Judged | undefined;
  /** Whether anything in it has the form of a placeholder, of any conversation. */
  readonly mayLookAlike: boolean;
  /** What there is to deal with once the values of others are hidden here, too. */
  readonly repeated?: Repeated;
}

/** What a text holds of values that were found in several texts. */
export interface Repeated {
  /** How many texts said which values to look for, and the name of these texts. */
  readonly sources: number;
  readonly name: string;
  readonly judged: readonly Judged[];
}

/** What is in a slice of a text. */
export interface SliceFindings {
  readonly findings: readonly Finding[];
  /** How much it looks like an attempt to take the model over, where that matters. */
  readonly verdict: Finding | undefined;
}

/** What is remembered of the texts of one owner, under keys that tell nothing of the texts. */
export interface TextMemory {
  /** The key of a text that is read in a certain way; `undefined` where nothing can be remembered. */
  keyOf(way: string, text: string): string | undefined;
  recall(key: string): KnownText | undefined;
  /** In place of what was known before. */
  remember(key: string, known: KnownText): void;
}

/** Remembers what was found in which text. */
export interface FindingsCache {
  /** What is in a slice of a long text, from memory or by looking. */
  lookUp(owner: string, slice: string, look: () => SliceFindings): SliceFindings;
  /** What one owner's texts have left. Nobody else's text has the same key. */
  memoryOf(owner: string): TextMemory;
}

/** Bounds of a cache. */
export interface FindingsCacheOptions {
  /** Default 8 MiB. What was not used for the longest time is forgotten first. */
  maxBytes?: number;
}

/** Shorter texts are no slices, and are remembered whole. */
const MIN_SLICE_LENGTH = 32 * 1024;
const ENTRY_BYTES = 200;
const FINDING_BYTES = 120;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

/** Of either a text or a slice of one. */
interface Entry {
  key: string;
  known?: KnownText;
  slice?: SliceFindings;
  bytes: number;
  /** How often entries were put behind all others until this was. */
  place: number;
}

/** Creates an empty cache. Its keys are hashes behind a secret of its own. */
export function createFindingsCache({ maxBytes = DEFAULT_MAX_BYTES }: FindingsCacheOptions = {}): FindingsCache {
  const namer = createNamer();
  const entries = new Map<string, Entry>();
  let bytes = 0;
  /** How often an entry was put behind all others. */
  let moves = 0;

  /** Hashing works on UTF-8, in which all halves of surrogate pairs are alike. */
  function canRemember(text: string): boolean {
    return maxBytes > 0 && text.isWellFormed();
  }

  function get(key: string): Entry | undefined {
    const entry = entries.get(key);
    // Among the later half it is safe for now, and need not be moved.
    if (entry && moves - entry.place >= entries.size / 2) {
      entries.delete(key);
      entries.set(entry.key, entry);
      entry.place = ++moves;
    }
    return entry;
  }

  /** In place of what was there, which has moved already when it was asked for. */
  function put(key: string, found: Omit<Entry, "key" | "place">): void {
    const before = entries.get(key);
    if (before) bytes -= before.bytes;
    if (found.bytes > maxBytes) {
      entries.delete(key);
      return;
    }
    if (before) Object.assign(before, found);
    else entries.set(key, { ...found, key, place: ++moves });
    bytes += found.bytes;
    if (bytes > maxBytes) forgetOldest();
  }

  function forgetOldest(): void {
    for (const [key, { bytes: own }] of entries) {
      if (bytes <= maxBytes) break;
      bytes -= own;
      entries.delete(key);
    }
  }

  return {
    lookUp(owner, slice, look) {
      if (slice.length < MIN_SLICE_LENGTH || !canRemember(slice)) return look();
      const key = namer.of(`slices of ${owner}`).nameOf(slice);
      const remembered = get(key)?.slice;
      if (remembered) return remembered;
      const seen = look();
      put(key, { slice: seen, bytes: bytesOf(seen.findings.length) });
      return seen;
    },
    memoryOf(owner) {
      const { nameOf } = namer.of(`texts of ${owner}`);
      return {
        keyOf: (way, text) => (canRemember(text) ? nameOf(`${way}\n${text}`) : undefined),
        recall: (key) => get(key)?.known,
        remember(key, known) {
          const { judged, repeated } = known;
          const findings = judged.length + (repeated && repeated.judged !== judged ? repeated.judged.length : 0);
          put(key, { known, bytes: bytesOf(findings) });
        },
      };
    },
  };
}

function bytesOf(findings: number): number {
  return ENTRY_BYTES + findings * FINDING_BYTES;
}
