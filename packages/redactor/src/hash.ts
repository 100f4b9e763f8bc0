import { sha256 as ownSha256 } from "./detect/validators/sha256.ts";

/** Node's own, which takes a tenth of the time. Other runtimes may not have it. */
const native = globalThis.process?.getBuiltinModule?.("node:crypto")?.hash;

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const SECRET_BYTES = 32;
/** Shorter texts are hashed in memory that is kept: what begins a conversation, and values. */
const SCRATCH_BYTES = 12 * 1024;
const MOST_BYTES_A_UNIT = 3;
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

/** SHA-256 of bytes or of a text's UTF-8 bytes, in hexadecimal digits. Synchronous, unlike `crypto.subtle`. */
export function sha256Hex(data: string | Uint8Array): string {
  return native ? native("sha256", data, "hex") : toHex(ownSha256(toBytes(data)));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return native ? bytesOf(native("sha256", bytes, "binary")) : ownSha256(bytes);
}

/** Bytes of a text that has one in each unit. Node takes twice as long to hand out bytes as to hand out such a text. */
function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** A keyed hash: text in, hexadecimal HMAC-SHA-256 (RFC 2104) out. */
export type KeyedHash = (text: string) => string;

/** Creates the keyed hash of one key. */
export function createKeyedHash(key: string | Uint8Array): KeyedHash {
  const given = toBytes(key);
  const short = given.length > BLOCK_BYTES ? sha256(given) : given;
  const padded = new Uint8Array(BLOCK_BYTES);
  padded.set(short);
  const inner = new Uint8Array(BLOCK_BYTES + SCRATCH_BYTES);
  inner.set(padded.map((byte) => byte ^ 0x36));
  const outer = new Uint8Array(BLOCK_BYTES + HASH_BYTES);
  outer.set(padded.map((byte) => byte ^ 0x5c));
  const room = inner.subarray(BLOCK_BYTES);

  /** The hash of what the inner block and the text are together. */
  function innerHash(text: string): Uint8Array {
    if (text.length * MOST_BYTES_A_UNIT > SCRATCH_BYTES) {
      return sha256(join(inner.subarray(0, BLOCK_BYTES), encoder.encode(text)));
    }
    const { written } = encoder.encodeInto(text, room);
    const hashed = sha256(inner.subarray(0, BLOCK_BYTES + written));
    // Nothing of the text stays.
    room.fill(0, 0, written);
    return hashed;
  }

  return (text) => {
    outer.set(innerHash(text), BLOCK_BYTES);
    return sha256Hex(outer);
  };
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Gives texts names by which they are known again, and from which nothing follows. */
export interface Namer {
  /** Texts must be well-formed, or different ones get the same name. */
  nameOf(text: string): string;
  /** One whose names are never those of another owner. */
  of(owner: string): Namer;
}

/** Creates a namer: SHA-256 behind a secret that is drawn here and told nobody. */
export function createNamer(): Namer {
  return namerBehind(toHex(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));
}

/** `secret` has a fixed length, so no text can move the border between the two. */
function namerBehind(secret: string): Namer {
  return {
    nameOf: (text) => (native ? native("sha256", secret + text, "binary") : sha256Hex(secret + text)),
    of: (owner) => namerBehind(sha256Hex(secret + owner)),
  };
}
