import type { DatabaseSync } from "node:sqlite";
import type { KeyUses, RecordWrite, StoreChanges, StoredRecord } from "../store.ts";

/** What a store asks of its tables. */
export interface Statements {
  /** In one statement, which sees one state of the database. */
  changes(after: number): StoreChanges;
  /** Within a transaction. Returns the new revision, or `undefined` where it has written nothing. */
  write(writes: readonly RecordWrite[]): number | undefined;
  /** Within a transaction. */
  touch(uses: KeyUses): void;
  uses(keyId?: string): KeyUses;
}

/** Prepares the statements on tables that are there. */
export function prepareStatements(database: DatabaseSync): Statements {
  const changed = database.prepare(
    `SELECT present.revision AS present, kind, record.id, record.revision, body
      FROM keyring_revision AS present LEFT JOIN keyring_records AS record ON record.revision > ?`,
  );
  const revisionOf = database.prepare("SELECT revision FROM keyring_records WHERE kind = ? AND id = ?");
  const raise = database.prepare("UPDATE keyring_revision SET revision = revision + 1 RETURNING revision");
  const put = database.prepare("INSERT OR REPLACE INTO keyring_records VALUES (?, ?, ?, ?)");
  const putUse = database.prepare(
    "INSERT INTO keyring_uses VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
  );
  const allUses = database.prepare("SELECT key, at FROM keyring_uses");
  const usesOf = database.prepare("SELECT key, at FROM keyring_uses WHERE key = ?");

  return {
    changes(after) {
      const rows = changed.all(after);
      const records = rows.flatMap(({ kind, id, revision, body }) =>
        kind === null ? [] : [{ kind, id, revision, body } as StoredRecord],
      );
      return { revision: rows[0]?.present as number, records };
    },
    write(writes) {
      const isCurrent = ({ kind, id, expected }: RecordWrite) =>
        ((revisionOf.get(kind, id)?.revision as number | undefined) ?? 0) === expected;
      if (!writes.every(isCurrent)) return undefined;
      const revision = raise.get()?.revision as number;
      for (const { kind, id, body } of writes) put.run(kind, id, revision, body);
      return revision;
    },
    touch(uses) {
      for (const [key, at] of uses) putUse.run(key, at);
    },
    uses(keyId) {
      const rows = keyId === undefined ? allUses.all() : usesOf.all(keyId);
      return new Map(rows.map(({ key, at }) => [key as string, at as number]));
    },
  };
}
