import type { KeyObject } from "node:crypto";
import type { Replica } from "../create-replica.ts";
import { invalidArgument } from "../keyring-error.ts";
import type { KeySecret } from "../records.ts";
import { isPlausible, lookupHashOf, sha256Of } from "../secrets/hub-key-secret.ts";

/** The id of the key that is given at the start. */
export const BOOTSTRAP_ID = "bootstrap";

/** How many of the keys that were used lately are remembered. */
const MAX_USED = 10_000;

/** A secret that is known, and whose it is. */
export interface KnownSecret {
  keyId: string;
  secret: KeySecret;
}

/** Finds keys by their secrets. */
export interface KeyIndex {
  /** How long it takes says nothing about other secrets: nobody can aim at a keyed hash. */
  find(token: string): KnownSecret | undefined;
  findBySha256(sha256: string): KnownSecret | undefined;
  hashOf(secret: string): string;
  hashOfSha256(sha256: string): string;
}

/**
 * Follows the keys of a replica, from its first record on.
 *
 * @throws KeyringError `invalid_argument` for a bootstrap key that is none
 */
export function createKeyIndex(replica: Replica, hashKey: KeyObject, bootstrapKey: string | undefined): KeyIndex {
  const known = new Map<string, KnownSecret>();
  const hashOfSha256 = (sha256: string) => lookupHashOf(hashKey, sha256);
  const hashOf = (secret: string) => hashOfSha256(sha256Of(secret));
  const bootstrap = bootstrapKey === undefined ? undefined : hashOf(checkBootstrapKey(bootstrapKey));
  const find = (hash: string): KnownSecret | undefined =>
    known.get(hash) ?? (hash === bootstrap ? { keyId: BOOTSTRAP_ID, secret: { hash } } : undefined);

  /** Those that were used lately, by their plain hash: the keyed one costs more than all else that a look-up does. */
  const used = new Map<string, KnownSecret>();
  function findUsed(sha256: string): KnownSecret | undefined {
    const remembered = used.get(sha256);
    if (remembered) return remembered;
    const found = find(hashOfSha256(sha256));
    if (!found) return undefined;
    if (used.size >= MAX_USED) used.clear();
    used.set(sha256, found);
    return found;
  }

  for (const { id, secrets } of replica.all("key"))
    for (const secret of secrets) known.set(secret.hash, { keyId: id, secret });
  replica.follow("key", (before, after) => {
    used.clear();
    for (const { hash } of before?.secrets ?? []) if (known.get(hash)?.keyId === before?.id) known.delete(hash);
    for (const secret of after?.secrets ?? []) known.set(secret.hash, { keyId: after?.id as string, secret });
  });

  return {
    find: (token) => findUsed(sha256Of(token)),
    findBySha256: findUsed,
    hashOf,
    hashOfSha256,
  };
}

function checkBootstrapKey(key: string): string {
  if (isPlausible(key)) return key;
  throw invalidArgument(
    "bootstrapKey",
    "`bootstrapKey` must be 1 to 512 visible ASCII characters. If it was made by a hub, it is mistyped: its last six " +
      "characters are a checksum of the others, and do not match.",
  );
}
