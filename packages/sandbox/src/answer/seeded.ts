import { hash } from "node:crypto";

/** Numbers in [0, 1) that depend on the seed alone. */
export type SeededRandom = () => number;

/** A deterministic random source (mulberry32) seeded by a text. */
export function createSeededRandom(seed: string): SeededRandom {
  let state = Number.parseInt(hash("sha256", seed).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `length` characters from an alphabet (letters and digits unless told). */
export function randomText(random: SeededRandom, length: number, alphabet: string = base62): string {
  let text = "";
  for (let index = 0; index < length; index += 1) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

/** Lower-case letters and digits, as in ULIDs and Groq's ids. */
export const base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Hexadecimal digits. */
export const base16 = "0123456789abcdef";

/** A UUID-shaped text. */
export function randomUuid(random: SeededRandom): string {
  const part = (length: number) => randomText(random, length, base16);
  return `${part(8)}-${part(4)}-4${part(3)}-a${part(3)}-${part(12)}`;
}
