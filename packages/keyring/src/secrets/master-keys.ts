import { createSecretKey, hkdfSync, type KeyObject, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { invalidArgument, KeyringError } from "../keyring-error.ts";

/** A master key, ready for use. */
export interface MasterKey {
  /** Tells master keys apart; says nothing about the key. */
  id: string;
  wrappingKey: KeyObject;
}

/** The master keys that are known. */
export interface MasterKeys {
  /** Seals. */
  current: MasterKey;
  /** All of them open. */
  byId: ReadonlyMap<string, MasterKey>;
}

const KEY_BYTES = 32;
const MIN_PASSPHRASE_LENGTH = 16;
const MAX_TEXT_LENGTH = 4_096;
/** 32 MiB and some 0.2 s for each guess; of equal strength with OWASP's first choice, which takes 128 MiB (2026). */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 };

/** Arguments of scrypt, without its options having been left out of the types by promisify. */
const deriveByScrypt = promisify<string, Uint8Array, number, typeof SCRYPT, Buffer>(scrypt);

/**
 * Makes master keys of their texts, the current one first: 32 bytes in hexadecimal or base64, or passphrases.
 *
 * @param salt of this store, for passphrases
 * @throws KeyringError `missing_master_key`, `invalid_argument`
 */
export async function deriveMasterKeys(texts: readonly string[], salt: Uint8Array): Promise<MasterKeys> {
  checkMasterKeyTexts(texts);
  const keys = await Promise.all(texts.map((text) => deriveMasterKey(text.trim(), salt)));
  return { current: keys[0] as MasterKey, byId: new Map(keys.map((key) => [key.id, key])) };
}

/** @throws KeyringError `missing_master_key`, `invalid_argument` */
export function checkMasterKeyTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts) || texts.length === 0)
    throw new KeyringError(
      "missing_master_key",
      "There is no master key. Give 32 random bytes in hexadecimal or base64 (`openssl rand -base64 32`), " +
        `or a passphrase of at least ${MIN_PASSPHRASE_LENGTH} characters.`,
    );
  for (const [index, text] of texts.entries())
    if (typeof text !== "string" || text.trim().length < MIN_PASSPHRASE_LENGTH || text.length > MAX_TEXT_LENGTH)
      throw invalidArgument(
        `masterKeys[${index}]`,
        `\`masterKeys[${index}]\` must be 32 bytes in hexadecimal or base64, or a passphrase of at least ` +
          `${MIN_PASSPHRASE_LENGTH} characters.`,
      );
}

async function deriveMasterKey(text: string, salt: Uint8Array): Promise<MasterKey> {
  const bytes = bytesOf(text) ?? (await deriveByScrypt(text.normalize(), salt, KEY_BYTES, SCRYPT));
  const derive = (use: string, length: number) =>
    Buffer.from(hkdfSync("sha256", bytes, new Uint8Array(), `hub keyring 1: ${use}`, length));
  const id = derive("id", 8).toString("hex");
  return { id, wrappingKey: createSecretKey(derive("wrapping", KEY_BYTES)) };
}

/** The 32 bytes that a text spells; `undefined` where it is a passphrase. */
function bytesOf(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (/^(?:[A-Za-z0-9+/]{43}=?|[\w-]{43}=?)$/.test(text)) return Buffer.from(text, "base64");
  return undefined;
}
