import { checkInteger } from "./check.ts";
import { createReplica } from "./create-replica.ts";
import { createCredentials } from "./credentials/create-credentials.ts";
import { every } from "./every.ts";
import type { Keyring } from "./keyring.ts";
import { createAuthenticate } from "./keys/create-authenticate.ts";
import { createKeyIndex } from "./keys/create-key-index.ts";
import { createKeys } from "./keys/create-keys.ts";
import { createLastUses } from "./keys/last-uses.ts";
import { openRoot } from "./open-root.ts";
import { createPolicies } from "./policies/create-policies.ts";
import { createPolicyIndex } from "./policies/create-policy-index.ts";
import { createProjects } from "./projects/create-projects.ts";
import { rewrap } from "./rewrap.ts";
import { checkMasterKeyTexts } from "./secrets/master-keys.ts";
import type { KeyringStore } from "./store.ts";

/** Where keys are kept, and what opens them. */
export interface KeyringOptions {
  store: KeyringStore;
  /**
   * The current master key, and after it others that may open what is stored: previous ones until `rewrap`, or the next
   * one ahead of it. Each is 32 bytes in hexadecimal or base64, or a passphrase of at least 16 characters.
   */
  masterKeys: readonly string[];
  /** A key that is accepted as long as it is given here, of the account `default`; its id is `bootstrap`. */
  bootstrapKey?: string | undefined;
  /** How often changes by other instances are looked for, in ms: 10 to 10,000. Default 250. */
  pollEveryMs?: number;
  /** For how long keys are accepted while the store does not answer, in ms: 1,000 to 3,600,000. Default 30,000. */
  maxStaleMs?: number;
  /** Hears of a look for changes, or a write of last uses, that failed; the next one tries again. */
  onError?: (error: unknown) => void;
  /** Tells the time in ms since the epoch. Default Date.now. */
  now?: () => number;
}

const DEFAULT_POLL_EVERY_MS = 250;
const DEFAULT_MAX_STALE_MS = 30_000;
const WRITE_USES_EVERY_MS = 15_000;

/**
 * Opens the keyring of a store, and proves the master key against it. A store that is empty takes the master key for
 * its own. Where this fails, the store stays open.
 *
 * @example
 * const keyring = await createKeyring({ store: createMemoryStore(), masterKeys: [masterKeyFile("master-key")] });
 * @throws KeyringError `missing_master_key`, `wrong_master_key`, `damaged_secret`, `invalid_argument`, `keyring_unavailable`
 */
export async function createKeyring({
  store,
  masterKeys: masterKeyTexts,
  bootstrapKey,
  pollEveryMs = DEFAULT_POLL_EVERY_MS,
  maxStaleMs = DEFAULT_MAX_STALE_MS,
  onError,
  now = Date.now,
}: KeyringOptions): Promise<Keyring> {
  checkInteger(pollEveryMs, "pollEveryMs", [10, 10_000]);
  checkInteger(maxStaleMs, "maxStaleMs", [1_000, 3_600_000]);
  checkMasterKeyTexts(masterKeyTexts);
  const replica = createReplica(store, maxStaleMs);
  const { masterKeys, hashKey } = await openRoot(replica, masterKeyTexts);
  const lastUses = createLastUses(store);
  const index = createKeyIndex(replica, hashKey, bootstrapKey);
  const policies = createPolicyIndex(replica);
  const bootstrapSince = bootstrapKey === undefined ? undefined : now();
  const polling = every(pollEveryMs, replica.refresh, onError);
  const writing = every(WRITE_USES_EVERY_MS, lastUses.write, onError);

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await Promise.all([polling.stop(), writing.stop()]);
    try {
      await lastUses.write();
    } finally {
      await store.close();
    }
  }

  return {
    authenticate: createAuthenticate(replica, { index, policies, lastUses, now }),
    keys: createKeys(replica, { index, lastUses, now, bootstrapSince }),
    projects: createProjects(replica, policies, now),
    policies: createPolicies(replica, policies, now),
    credentials: createCredentials(replica, masterKeys, now),
    rewrap: () => rewrap(replica, masterKeys),
    refresh: replica.refresh,
    close: () => (closing ??= close()),
  };
}
