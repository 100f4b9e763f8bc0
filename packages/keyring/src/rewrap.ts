import type { Replica } from "./create-replica.ts";
import { contextOf, slotId } from "./credentials/slot.ts";
import type { RewrapResult } from "./keyring.ts";
import { KeyringError } from "./keyring-error.ts";
import { ROOT_CONTEXT } from "./open-root.ts";
import { type CredentialRecord, ROOT_ID } from "./records.ts";
import type { MasterKeys } from "./secrets/master-keys.ts";
import { rewrapSealed, type Sealed } from "./secrets/seal.ts";

/**
 * Puts every secret of a store under the current master key, one by one: it can end at any point, and be started again.
 *
 * @throws KeyringError `keyring_unavailable`, `conflict`
 */
export async function rewrap(replica: Replica, masterKeys: MasterKeys): Promise<RewrapResult> {
  const isOld = (sealed: Sealed) => sealed.masterKey !== masterKeys.current.id;
  const result: RewrapResult = { rewrapped: 0, unreadable: [] };

  async function rewrapCredential(listed: CredentialRecord): Promise<boolean> {
    const slot = slotId(listed);
    return replica.change(() => {
      const record = replica.find("credential", slot);
      // What has been replaced or deleted meanwhile needs nothing.
      if (record?.id !== listed.id || !isOld(record.sealed)) return { changes: [], result: false };
      const body = { ...record, sealed: rewrapSealed(masterKeys, contextOf(record, record.id), record.sealed) };
      return { changes: [{ kind: "credential", id: slot, body }], result: true };
    });
  }

  await replica.refresh();
  for (const record of replica.all("credential"))
    try {
      if (isOld(record.sealed) && (await rewrapCredential(record))) result.rewrapped += 1;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      result.unreadable.push(record.id);
    }
  // The root comes last: as long as it is under the previous master key, nobody starts without that one.
  const isRootRewrapped = await replica.change(() => {
    const root = replica.find("secret", ROOT_ID);
    if (!root || !isOld(root.hashKey)) return { changes: [], result: false };
    const hashKey = rewrapSealed(masterKeys, ROOT_CONTEXT, root.hashKey);
    return { changes: [{ kind: "secret", id: ROOT_ID, body: { ...root, hashKey } }], result: true };
  });
  return { ...result, rewrapped: result.rewrapped + (isRootRewrapped ? 1 : 0) };
}

function isUnreadable(error: unknown): boolean {
  return KeyringError.isInstance(error) && (error.code === "wrong_master_key" || error.code === "damaged_secret");
}
