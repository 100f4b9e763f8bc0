import type { KeyringStore, KeyUses, StoredRecord } from "../store.ts";

/** A store in this process's memory, for tests. */
export function createMemoryStore(): KeyringStore {
  const records = new Map<string, StoredRecord>();
  const lastUses = new Map<string, number>();
  let revision = 0;
  const nameOf = ({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`;

  return {
    async changes(after) {
      const changed = [...records.values()].filter((record) => record.revision > after);
      return { revision, records: changed.map((record) => ({ ...record })) };
    },
    async commit(writes) {
      const isCurrent = writes.every((write) => (records.get(nameOf(write))?.revision ?? 0) === write.expected);
      if (!isCurrent) return undefined;
      revision += 1;
      for (const { kind, id, body } of writes) records.set(nameOf({ kind, id }), { kind, id, body, revision });
      return revision;
    },
    async touch(uses) {
      for (const [id, at] of uses) lastUses.set(id, Math.max(at, lastUses.get(id) ?? 0));
    },
    async uses(keyId): Promise<KeyUses> {
      return new Map([...lastUses].filter(([id]) => keyId === undefined || id === keyId));
    },
    async close() {},
  };
}
