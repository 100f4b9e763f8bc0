import { createHmac, hash, type KeyObject, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { isVisible } from "../check.ts";

/** How keys begin: those of an account, and those of a project. */
export const KEY_PREFIXES = { account: "os_hub_", project: "oah_" } as const;

const SECRET_BYTES = 32;
const CHECKSUM_LENGTH = 6;
/** A prefix, 256 random bits, and a checksum over both, in base64url. */
const OUR_SHAPE = new RegExp(`^(?:${KEY_PREFIXES.account}|${KEY_PREFIXES.project})[\\w-]{${43 + CHECKSUM_LENGTH}}$`);
const MAX_TOKEN_LENGTH = 512;
const HINT_LENGTH = 4;

/** Makes a new secret of 256 random bits. */
export function createHubKeySecret(prefix: string): string {
  const body = `${prefix}${randomBytes(SECRET_BYTES).toString("base64url")}`;
  return `${body}${checksumOf(body)}`;
}

/**
 * Whether a token can be one of a key at all: visible ASCII, and, where it has the shape of a key made here, with the
 * checksum that belongs to it. A mistyped key has none.
 */
export function isPlausible(token: unknown): token is string {
  if (!isVisible(token, MAX_TOKEN_LENGTH)) return false;
  if (!OUR_SHAPE.test(token)) return true;
  return checksumOf(token.slice(0, -CHECKSUM_LENGTH)) === token.slice(-CHECKSUM_LENGTH);
}

/** What may be shown of a secret that was made here: its end is checksum, and says nothing about the rest. */
export function hintOf(secret: string): string {
  const prefix = secret.startsWith(KEY_PREFIXES.project) ? KEY_PREFIXES.project : KEY_PREFIXES.account;
  return `${prefix}…${secret.slice(-HINT_LENGTH)}`;
}

/** SHA-256 in hexadecimal. */
export function sha256Of(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** What is stored of a secret, and what it is found by: useless without the hash key, which only the master key opens. */
export function lookupHashOf(hashKey: KeyObject, sha256: string): string {
  return createHmac("sha256", hashKey).update(sha256).digest("base64url");
}

/** CRC-32 of what comes before it; leaked-secret scanners can check it without knowing any key. */
function checksumOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString("base64url");
}
