import type { KeyringStore } from "../store.ts";

/** When keys were used last: noted in memory for each request, and written for all of them together. */
export interface LastUses {
  note(keyId: string, at: number): void;
  /** Writes what was noted since; keeps it where that fails. @throws KeyringError `keyring_unavailable` */
  write(): Promise<void>;
  /** That of one key or of all, with what is not written yet. @throws KeyringError `keyring_unavailable` */
  read(keyId?: string): Promise<ReadonlyMap<string, number>>;
}

/** Notes uses for a store. */
export function createLastUses(store: KeyringStore): LastUses {
  let noted = new Map<string, number>();
  const raise = (uses: Map<string, number>, keyId: string, at: number) => {
    if (at > (uses.get(keyId) ?? 0)) uses.set(keyId, at);
  };

  return {
    note: (keyId, at) => raise(noted, keyId, at),
    async write() {
      if (noted.size === 0) return;
      const writing = noted;
      noted = new Map();
      try {
        await store.touch(writing);
      } catch (error) {
        for (const [keyId, at] of writing) raise(noted, keyId, at);
        throw error;
      }
    },
    async read(keyId) {
      const uses = new Map(await store.uses(keyId));
      for (const [keyId, at] of noted) raise(uses, keyId, at);
      return uses;
    },
  };
}
