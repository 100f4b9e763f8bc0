import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AnswerStore } from "../answer-store.ts";

/** A store that processes share: one SQLite file in a directory. */
export function createFileStore(directory: string): Required<AnswerStore> {
  const database = new DatabaseSync(join(directory, "answers.db"), { timeout: 5_000 });
  database.exec("create table if not exists answers (key text primary key, value text, expires integer) without rowid");
  const remove = database.prepare("delete from answers where key = ? and expires <= ?");
  const insert = database.prepare("insert or ignore into answers values (?, ?, ?)");
  const replace = database.prepare("insert or replace into answers values (?, ?, ?)");
  const select = database.prepare("select value from answers where key = ? and expires > ?");
  const drop = database.prepare("delete from answers where key = ?");
  return {
    get: async (key) => select.get(key, Date.now())?.value as string | undefined,
    set: async (key, value, ttlMs) => replace.run(key, value, Date.now() + ttlMs),
    delete: async (key) => drop.run(key),
    add: async (key, value, ttlMs) => {
      remove.run(key, Date.now());
      return insert.run(key, value, Date.now() + ttlMs).changes === 1;
    },
  };
}
