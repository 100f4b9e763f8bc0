import type { Finding } from "../detect/finding.ts";
import { createKeyedHash, toHex } from "../hash.ts";

/** Remembers what was found in which text: positions, never text. */
export interface FindingsCache {
  /** The findings of a text for a tenant under a policy version, from memory or by looking. */
  lookUp(owner: string, text: string, look: () => readonly Finding[]): readonly Finding[];
}

/** Bounds of a cache. */
export interface FindingsCacheOptions {
  /** Default 8 MiB. What was not used for the longest time is forgotten first. */
  maxBytes?: number;
}

/** Shorter texts are scanned faster than they are hashed and looked up. */
const MIN_LENGTH = 64;
const ENTRY_BYTES = 200;
const FINDING_BYTES = 120;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

/** Creates an empty cache. Its keys are hashes under a secret of its own, so they tell nothing of the texts. */
export function createFindingsCache({ maxBytes = DEFAULT_MAX_BYTES }: FindingsCacheOptions = {}): FindingsCache {
  const hash = createKeyedHash(toHex(crypto.getRandomValues(new Uint8Array(32))));
  const entries = new Map<string, readonly Finding[]>();
  let bytes = 0;
  const bytesOf = (findings: readonly Finding[]) => ENTRY_BYTES + findings.length * FINDING_BYTES;

  function store(key: string, findings: readonly Finding[]): void {
    if (bytesOf(findings) > maxBytes) return;
    entries.set(key, findings);
    bytes += bytesOf(findings);
    for (const [oldest, forgotten] of entries) {
      if (bytes <= maxBytes) break;
      entries.delete(oldest);
      bytes -= bytesOf(forgotten);
    }
  }

  return {
    lookUp(owner, text, look) {
      // Hashing works on UTF-8, in which all halves of surrogate pairs are alike.
      if (text.length < MIN_LENGTH || !text.isWellFormed()) return look();
      const key = hash(`${owner.length}:${owner}${text}`);
      const known = entries.get(key);
      if (known) {
        entries.delete(key);
        entries.set(key, known);
        return known;
      }
      const findings = look();
      store(key, findings);
      return findings;
    },
  };
}
