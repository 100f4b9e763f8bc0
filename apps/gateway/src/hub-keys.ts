import type { Keyring } from "@hub/keyring";
import { DEFAULT_ACCOUNT } from "./open-keyring.ts";

/** The hub keys of this gateway, as whoever starts it sees them. */
export interface HubKeys {
  /** Whether there is any key that lets a caller in. */
  readonly isEmpty: boolean;
  readonly hasBootstrapKey: boolean;
  /** Makes a key, and returns it this once: only a hash of it is kept. */
  create(): Promise<string>;
}

/** Counts the keys that there are. */
export async function countHubKeys({ keys }: Pick<Keyring, "keys">, hasBootstrapKey: boolean): Promise<HubKeys> {
  const all = await keys.list();
  const now = Date.now();
  let isEmpty = !all.some(({ revokedAt, disabled, expiresAt = now + 1 }) => !revokedAt && !disabled && expiresAt > now);
  return {
    hasBootstrapKey,
    get isEmpty() {
      return isEmpty;
    },
    async create() {
      const { secret } = await keys.create({ name: "made at the start", account: DEFAULT_ACCOUNT });
      isEmpty = false;
      return secret;
    },
  };
}
