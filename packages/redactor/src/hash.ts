import { sha256 } from "./detect/validators/sha256.ts";

const BLOCK_BYTES = 64;
const encoder = new TextEncoder();

/** Bytes of a key that was given as text or bytes. */
export function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : text;
}

/** Lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal digits. Synchronous, unlike `crypto.subtle`. */
export function sha256Hex(text: string): string {
  return toHex(sha256(encoder.encode(text)));
}

/** A keyed hash: text in, hexadecimal HMAC-SHA-256 (RFC 2104) out. */
export type KeyedHash = (text: string) => string;

/** Creates the keyed hash of one key. */
export function createKeyedHash(key: string | Uint8Array): KeyedHash {
  const given = toBytes(key);
  const short = given.length > BLOCK_BYTES ? sha256(given) : given;
  const padded = new Uint8Array(BLOCK_BYTES);
  padded.set(short);
  const inner = padded.map((byte) => byte ^ 0x36);
  const outer = padded.map((byte) => byte ^ 0x5c);
  return (text) => toHex(sha256(join(outer, sha256(join(inner, encoder.encode(text))))));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
