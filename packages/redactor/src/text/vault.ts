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
  nonce(): string;
  /** The labels of what it holds, in lower case. */
  labels(): readonly string[];
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
/** What the same number is written with or without. */
const SEPARATORS = /[\s().-]+/g;
const IS_SEPARATOR = Uint8Array.from({ length: 0x80 }, (_, unit) =>
  Number(String.fromCharCode(unit).replaceAll(SEPARATORS, "") === ""),
);

/** What is hidden under one label. */
interface Labelled {
  /** The label as {@link placeholderKey} writes it. */
  key: string;
  /** Placeholders of values that are written as usual. */
  placeholders: Map<string, string>;
  /** Placeholders of all others, by the form of the value and the value. Made when there is one. */
  others: Map<string, string> | undefined;
  /** By what is left of a value without case and separators. */
  numbers: Map<string, { ordinal: number; spellings: number }>;
  count: number;
}

/** Creates an empty vault. */
export function createVault({ hash, seed: givenSeed }: VaultOptions): Vault {
  const byLabel = new Map<string, Labelled>();
  const entries = new Map<string, VaultEntry>();
  let knownNonce: string | undefined;
  let seed: (() => string) | undefined = givenSeed;

  function open(label: string): Labelled {
    const opened: Labelled = {
      key: label.toLowerCase(),
      placeholders: new Map(),
      others: undefined,
      numbers: new Map(),
      count: 0,
    };
    byLabel.set(label, opened);
    return opened;
  }

  function nonce(): string {
    if (knownNonce === undefined) {
      knownNonce = hash(seed?.() ?? "").slice(0, NONCE_DIGITS);
      // It knows the whole request, and a stream may go on for long.
      seed = undefined;
    }
    return knownNonce;
  }

  // No getters: V8 gives every object that is written with one a class of its own, which lives, and keeps what it has
  // seen alive, until all of the heap is swept.
  const vault = {
    nonce,
    labels: () => Array.from(byLabel.values(), ({ key }) => key),
    hasNumbers: false,
    isEmpty: true,
    reveal: (key: string) => entries.get(key),
    hide(type: string, entry: VaultEntry) {
      const label = type.startsWith(CUSTOM_PREFIX) ? type.slice(CUSTOM_PREFIX.length) : type;
      const labelled = byLabel.get(label) ?? open(label);
      const form = formOf(entry);
      if (form !== "") labelled.others ??= new Map();
      const known = (form === "" ? undefined : labelled.others) ?? labelled.placeholders;
      const identity = form === "" ? entry.value : `${form.length} ${form}${entry.value}`;
      const before = known.get(identity);
      if (before !== undefined) return before;
      const own = copyOf(entry);
      const ordinal = ordinalOf(labelled, own.value);
      const placeholder = writePlaceholder({ label, ordinal, nonce: nonce() });
      known.set(form === "" ? own.value : copy(identity), placeholder);
      entries.set(placeholderKey(labelled.key, ordinal), own);
      vault.hasNumbers ||= entry.isNumber;
      vault.isEmpty = false;
      return placeholder;
    },
  };
  return vault;
}

/** A piece of a text is kept as a view of the whole text, which may be long, and a stream may go on for long. */
function copyOf({ value, verbatim, isNumber }: VaultEntry): VaultEntry {
  return { value: copy(value), verbatim: verbatim && { ...verbatim, text: copy(verbatim.text) }, isNumber };
}

const copy = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

/** A number, and from the second spelling of the same value on a letter. */
function ordinalOf(labelled: Labelled, value: string): string {
  const { numbers } = labelled;
  const normalized = withoutSeparators(value.toLowerCase());
  let known = numbers.get(normalized);
  if (!known || known.spellings === SPELLINGS.length) {
    known = { ordinal: ++labelled.count, spellings: 0 };
    numbers.set(normalized, known);
  }
  const spelling = known.spellings++;
  return spelling === 0 ? String(known.ordinal) : `${known.ordinal}${SPELLINGS[spelling]}`;
}

/** Goes through ASCII by itself, in a third of the time that the expression takes. */
function withoutSeparators(value: string): string {
  let rest = "";
  let from = 0;
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit >= IS_SEPARATOR.length) return value.replaceAll(SEPARATORS, "");
    if (IS_SEPARATOR[unit] === 0) continue;
    rest += value.slice(from, index);
    from = index + 1;
  }
  return from === 0 ? value : rest + value.slice(from);
}

/** Values that are written otherwise in their place get placeholders of their own. */
function formOf({ verbatim, isNumber }: VaultEntry): string {
  if (isNumber) return "number";
  return verbatim ? JSON.stringify(verbatim) : "";
}
