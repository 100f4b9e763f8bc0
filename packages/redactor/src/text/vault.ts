import type { KeyedHash } from "../hash.ts";
import { CUSTOM_PREFIX } from "../policy/policy.ts";
import { placeholderKey, writePlaceholder } from "./placeholder.ts";

/** A value behind a placeholder. */
export interface VaultEntry {
  value: string;
  /** How it was written inside JSON strings, or in JSON within prose, where that is not how JSON.stringify writes it. */
  verbatim?: { text: string; depth: number } | undefined;
  /** It was a number in JSON and stands in quotes only as long as it is hidden. */
  isNumber: boolean;
}

/** The values of one request and the placeholders they were replaced by. Nothing outlives the request. */
export interface Vault {
  /** The placeholder of a value: the same one for the same value. */
  hide(type: string, entry: VaultEntry): string;
  /** The value of a placeholder, by {@link placeholderKey}. */
  reveal(key: string): VaultEntry | undefined;
  /** Follows from the seed alone, so that no later text of a conversation can change it. */
  readonly nonce: string;
  readonly labels: ReadonlySet<string>;
  readonly hasNumbers: boolean;
  readonly isEmpty: boolean;
}

/** What the placeholders of a vault are derived from. */
export interface VaultOptions {
  hash: KeyedHash;
  /** Gives how the conversation starts; the same for all its turns. */
  seed: () => string;
}

const NONCE_DIGITS = 4;
const SPELLINGS = "abcdefghijklmnopqrstuvwxyz";

/** Creates an empty vault. */
export function createVault({ hash, seed: givenSeed }: VaultOptions): Vault {
  const placeholders = new Map<string, string>();
  const entries = new Map<string, VaultEntry>();
  const numbers = new Map<string, { ordinal: number; spellings: number }>();
  const counts = new Map<string, number>();
  const labels = new Set<string>();
  let nonce: string | undefined;
  let seed: (() => string) | undefined = givenSeed;
  let hasNumbers = false;

  function ordinalOf(label: string, value: string): string {
    const normalized = `${label} ${value.toLowerCase().replaceAll(/[\s().-]+/g, "")}`;
    let known = numbers.get(normalized);
    if (!known || known.spellings === SPELLINGS.length) {
      const ordinal = (counts.get(label) ?? 0) + 1;
      counts.set(label, ordinal);
      known = { ordinal, spellings: 0 };
      numbers.set(normalized, known);
    }
    const spelling = known.spellings++;
    return spelling === 0 ? String(known.ordinal) : `${known.ordinal}${SPELLINGS[spelling]}`;
  }

  function nonceOf(): string {
    if (nonce === undefined) {
      nonce = hash(seed?.() ?? "").slice(0, NONCE_DIGITS);
      // It knows the whole request, and a stream may go on for long.
      seed = undefined;
    }
    return nonce;
  }

  return {
    hide(type, entry) {
      const label = type.startsWith(CUSTOM_PREFIX) ? type.slice(CUSTOM_PREFIX.length) : type;
      const identity = identityOf(label, entry);
      const known = placeholders.get(identity);
      if (known !== undefined) return known;
      const ordinal = ordinalOf(label, entry.value);
      const placeholder = writePlaceholder({ label, ordinal, nonce: nonceOf() });
      placeholders.set(identity, placeholder);
      entries.set(placeholderKey(label, ordinal), entry);
      labels.add(label.toLowerCase());
      hasNumbers ||= entry.isNumber;
      return placeholder;
    },
    reveal: (key) => entries.get(key),
    get nonce() {
      return nonceOf();
    },
    labels,
    get hasNumbers() {
      return hasNumbers;
    },
    get isEmpty() {
      return entries.size === 0;
    },
  };
}

function identityOf(label: string, { value, verbatim, isNumber }: VaultEntry): string {
  const form = isNumber ? "number" : verbatim ? JSON.stringify(verbatim) : "";
  return `${label} ${form.length} ${form}${value}`;
}
