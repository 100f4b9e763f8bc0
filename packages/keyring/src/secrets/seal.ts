import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { KeyringError } from "../keyring-error.ts";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

/**
 * A secret as it is stored: encrypted under a data key of its own, which is encrypted under a master key. Both parts are
 * nonce, ciphertext and tag of AES-256-GCM in base64url.
 */
export interface Sealed {
  /** The id of the master key. */
  masterKey: string;
  wrappedKey: string;
  data: string;
}

/** What a secret belongs to. It opens nowhere else. */
export type SealContext = readonly (string | null)[];

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a secret under the current master key. */
export function seal({ current }: MasterKeys, context: SealContext, secret: Uint8Array): Sealed {
  const dataKey = randomBytes(KEY_BYTES);
  try {
    return {
      masterKey: current.id,
      wrappedKey: wrap(current, context, dataKey),
      data: encrypt(createSecretKey(dataKey), boundTo("secret", context), secret),
    };
  } finally {
    dataKey.fill(0);
  }
}

/** Opens a sealed secret. @throws KeyringError `wrong_master_key`, `damaged_secret` */
export function unseal(masterKeys: MasterKeys, context: SealContext, sealed: Sealed): Buffer {
  const dataKey = unwrap(masterKeys, context, sealed);
  try {
    // Ciphers take a key object in a third of the time that they take for bytes.
    return decrypt(createSecretKey(dataKey), boundTo("secret", context), sealed.data);
  } finally {
    dataKey.fill(0);
  }
}

/**
 * Puts a secret's data key under the current master key; the secret itself is not decrypted.
 *
 * @throws KeyringError `wrong_master_key`, `damaged_secret`
 */
export function rewrapSealed(masterKeys: MasterKeys, context: SealContext, sealed: Sealed): Sealed {
  const { current } = masterKeys;
  const dataKey = unwrap(masterKeys, context, sealed);
  try {
    return { ...sealed, masterKey: current.id, wrappedKey: wrap(current, context, dataKey) };
  } finally {
    dataKey.fill(0);
  }
}

function wrap(masterKey: MasterKey, context: SealContext, dataKey: Uint8Array): string {
  return encrypt(masterKey.wrappingKey, boundTo(masterKey.id, context), dataKey);
}

function unwrap({ byId }: MasterKeys, context: SealContext, sealed: Sealed): Buffer {
  const masterKey = byId.get(sealed.masterKey);
  if (!masterKey)
    throw new KeyringError(
      "wrong_master_key",
      "The master key is not the one that the stored secrets were sealed under. " +
        "Give the right one; while the master key is being replaced, give the previous one after it.",
    );
  return decrypt(masterKey.wrappingKey, boundTo(masterKey.id, context), sealed.wrappedKey);
}

/** What is authenticated beside the ciphertext: JSON keeps the parts apart whatever they contain. */
function boundTo(use: string, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify(["hub keyring 1", use, ...context]));
}

function encrypt(key: KeyObject, bound: Uint8Array, plaintext: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  const ciphertext = [cipher.update(plaintext), cipher.final()];
  return Buffer.concat([nonce, ...ciphertext, cipher.getAuthTag()]).toString("base64url");
}

function decrypt(key: KeyObject, bound: Uint8Array, text: string): Buffer {
  try {
    const bytes = Buffer.from(text, "base64url");
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(Math.max(NONCE_BYTES, bytes.length - TAG_BYTES));
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound).setAuthTag(tag);
    const plaintext = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    // Checks the tag: nothing is returned that was not authenticated.
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new KeyringError(
      "damaged_secret",
      "A stored secret is damaged, or was moved to where it does not belong. Set it again, or restore the store.",
    );
  }
}
