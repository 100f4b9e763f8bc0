import { sha256Hex } from "../hash.ts";
import type { HashedValues } from "./policy.ts";

/** The longest value that a list takes, in UTF-16 units. */
export const MAX_VALUE_LENGTH = 256;
/** The most values that a list takes. */
export const MAX_VALUES = 10_000;

/** What a text is asked about a list of exact values. */
export interface ValueMatcher {
  has(value: string): boolean;
  /** Where values of the list stand as whole words. */
  find(text: string): { start: number; end: number }[];
}

const SALT_DIGITS = 32;

/**
 * A salt that follows from a whole list, so that equal policies have equal versions. The same value has another hash in
 * every other list.
 */
export function saltOf(values: readonly string[], purpose: string): string {
  const distinct = [...new Set(values)].sort();
  return sha256Hex(JSON.stringify([purpose, ...distinct])).slice(0, SALT_DIGITS);
}

/** Hashes values for keeping. */
export function hashValues(values: readonly string[], salt: string): HashedValues {
  const base = fingerprintBase(salt);
  const hashes = values.map((value) => `${value.length}.${fingerprint(value, base)}.${sha256Hex(salt + value)}`);
  return { salt, hashes: [...new Set(hashes)].sort() };
}

/** Whether a string is one of the entries that {@link hashValues} makes. */
export function isHashedValue(entry: string): boolean {
  return /^[1-9]\d{0,2}\.-?\d{1,10}\.[0-9a-f]{64}$/.test(entry) && Number.parseInt(entry, 10) <= MAX_VALUE_LENGTH;
}

/** Prepares a list for matching. Matching takes time linear in the text, for a given list. */
export function createValueMatcher({ salt, hashes }: HashedValues): ValueMatcher {
  const base = fingerprintBase(salt);
  const fingerprints = new Set<string>();
  const digests = new Set<string>();
  const lengths = new Set<number>();
  for (const entry of hashes) {
    const [length = "", print = "", digest = ""] = entry.split(".");
    lengths.add(Number(length));
    fingerprints.add(`${length}.${print}`);
    digests.add(digest);
  }
  const has = (value: string) => lengths.has(value.length) && digests.has(sha256Hex(salt + value));
  const powers = powersOf(base, Math.max(0, ...lengths));

  return {
    has,
    find(text) {
      const spans: { start: number; end: number }[] = [];
      if (hashes.length === 0) return spans;
      const prefixes = prefixFingerprints(text, base);
      const boundaries = wordBoundaries(text);
      for (let start = 0; start < text.length; start++) {
        if (!boundaries[start]) continue;
        for (const length of lengths) {
          const end = start + length;
          if (end > text.length || !boundaries[end]) continue;
          const before = Math.imul(prefixes[start] as number, powers[length] as number);
          const print = ((prefixes[end] as number) - before) | 0;
          if (fingerprints.has(`${length}.${print}`) && has(text.slice(start, end))) spans.push({ start, end });
        }
      }
      return spans;
    },
  };
}

/** A polynomial rolling hash modulo 2^32, so that the fingerprint of any stretch follows from those of two prefixes. */
function fingerprint(value: string, base: number): number {
  let print = 0;
  for (let index = 0; index < value.length; index++) print = (Math.imul(print, base) + value.charCodeAt(index)) | 0;
  return print;
}

function fingerprintBase(salt: string): number {
  return Number.parseInt(sha256Hex(salt).slice(0, 8), 16) | 1;
}

function powersOf(base: number, highest: number): Int32Array {
  const powers = new Int32Array(highest + 1).fill(1);
  for (let exponent = 1; exponent <= highest; exponent++) {
    powers[exponent] = Math.imul(powers[exponent - 1] as number, base);
  }
  return powers;
}

function prefixFingerprints(text: string, base: number): Int32Array {
  const prefixes = new Int32Array(text.length + 1);
  let print = 0;
  for (let index = 0; index < text.length; index++) {
    print = (Math.imul(print, base) + text.charCodeAt(index)) | 0;
    prefixes[index + 1] = print;
  }
  return prefixes;
}

/** 1 at every index where a word does not go on. */
function wordBoundaries(text: string): Uint8Array {
  const boundaries = new Uint8Array(text.length + 1);
  let wasWord = false;
  for (let index = 0; index <= text.length; index++) {
    const isWord = index < text.length && isWordUnit(text.charCodeAt(index));
    boundaries[index] = wasWord && isWord ? 0 : 1;
    wasWord = isWord;
  }
  return boundaries;
}

/** ASCII letters, digits, the underscore, and whatever is not ASCII. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || unit === 0x5f || unit > 0x7f
  );
}
