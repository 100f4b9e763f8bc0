import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "../sqlite/is-busy.ts";

/** A lock that its process holds for as long as it lives: the system takes it back however the process ends. */
export interface OwnerLock {
  /** Gives it back, and removes its file. */
  release(): void;
}

/**
 * Takes the lock at a path that nobody knows yet. The file gets its name when it is locked already, so that nobody can
 * come in between.
 */
export function createLock(path: string): OwnerLock {
  const draft = `${path}.draft`;
  const database = lock(draft);
  if (!database) throw new Error(`the lock ${draft} is held by somebody else`);
  renameSync(draft, path);
  return lockOf(database, path);
}

/** Takes the lock at a path, unless it is held, also by this process itself. */
export function tryLock(path: string): OwnerLock | undefined {
  const database = lock(path);
  return database && lockOf(database, path);
}

/** Node can lock no files, but SQLite can. Nothing is ever written to the file. */
function lock(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function lockOf(database: DatabaseSync, path: string): OwnerLock {
  return {
    release() {
      rmSync(path, { force: true });
      database.close();
    },
  };
}
