import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Replica } from "./create-replica.ts";
import { KeyringError } from "./keyring-error.ts";
import { ROOT_ID, type RootRecord } from "./records.ts";
import { deriveMasterKeys, type MasterKeys } from "./secrets/master-keys.ts";
import { type SealContext, seal, unseal } from "./secrets/seal.ts";

/** What everything secret in a store begins with. */
export interface Root {
  masterKeys: MasterKeys;
  /** The key of the hashes that hub keys are found by. */
  hashKey: KeyObject;
}

/** What the hash key is sealed for. */
export const ROOT_CONTEXT: SealContext = ["hash key"];

const SALT_BYTES = 16;
const HASH_KEY_BYTES = 32;

/**
 * Proves the master key against the store, or makes it the master key of a store that has none yet.
 *
 * @throws KeyringError `missing_master_key`, `wrong_master_key`, `damaged_secret`, `keyring_unavailable`
 */
export async function openRoot(replica: Replica, masterKeyTexts: readonly string[]): Promise<Root> {
  await replica.refresh();
  if (!replica.find("secret", ROOT_ID)) {
    // A new hash key would lock out every key that is there, for good.
    if (replica.all("key").length > 0 || replica.all("credential").length > 0)
      throw new KeyringError("damaged_secret", "The store has lost its root record. Restore it from a copy.");
    const salt = randomBytes(SALT_BYTES);
    const hashKey = randomBytes(HASH_KEY_BYTES);
    const sealed = seal(await deriveMasterKeys(masterKeyTexts, salt), ROOT_CONTEXT, hashKey);
    const body: RootRecord = { salt: salt.toString("base64url"), hashKey: sealed };
    // Of several processes that start at the same time, one makes it for all.
    await replica.change(() => ({
      changes: replica.find("secret", ROOT_ID) ? [] : [{ kind: "secret", id: ROOT_ID, body }],
      result: undefined,
    }));
  }
  const root = replica.find("secret", ROOT_ID) as RootRecord;
  const masterKeys = await deriveMasterKeys(masterKeyTexts, Buffer.from(root.salt, "base64url"));
  return { masterKeys, hashKey: createSecretKey(unseal(masterKeys, ROOT_CONTEXT, root.hashKey)) };
}
