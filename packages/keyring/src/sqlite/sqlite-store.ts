import type { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { checkInteger } from "../check.ts";
import { invalidArgument, KeyringError } from "../keyring-error.ts";
import type { KeyringStore } from "../store.ts";
import { isBusy } from "./is-busy.ts";
import { createTables, openDatabase } from "./open-database.ts";
import { prepareStatements, type Statements } from "./statements.ts";

/** Where the database is, and how long it is waited for. */
export interface SqliteStoreOptions {
  /** The database file, which comes into being with the store. Several processes of one machine may use it. */
  path?: string;
  /** A database that is open already, instead; its settings stay as they are, and closing the store leaves it open. */
  database?: DatabaseSync;
  /** How long a call waits while other processes write, in ms: 0 to 60,000. Default 5,000. */
  busyTimeoutMs?: number;
}

interface Opened {
  database: DatabaseSync;
  statements: Statements;
}

const DEFAULT_BUSY_TIMEOUT_MS = 5_000;
const RETRY_MS = 5;

/**
 * A store in a SQLite database, by Node's own `node:sqlite`. Its tables begin with `keyring_`, so that the file may hold
 * others as well. The file is opened at the first use.
 *
 * @throws KeyringError `invalid_argument`
 */
export function createSqliteStore(options: SqliteStoreOptions): KeyringStore {
  const { path, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS } = options;
  if ((path === undefined) === (options.database === undefined))
    throw invalidArgument("path", "Give the store either a `path` or an open `database`.");
  checkInteger(busyTimeoutMs, "busyTimeoutMs", [0, 60_000]);
  let opened: Opened | undefined;
  let isClosed = false;

  function open(): Opened {
    if (opened) return opened;
    const database = options.database ?? openDatabase(path as string);
    try {
      createTables(database);
      opened = { database, statements: prepareStatements(database) };
      return opened;
    } catch (error) {
      rollback(database);
      if (path !== undefined) database.close();
      throw error;
    }
  }

  /** Does something as soon as nobody is in its way; the process goes on meanwhile. */
  async function run<Result>(work: (opened: Opened) => Result): Promise<Result> {
    const deadline = performance.now() + busyTimeoutMs;
    for (;;) {
      if (isClosed) throw new KeyringError("keyring_unavailable", "The keyring's store has been closed.");
      try {
        // What is open on a database that was given is somebody else's transaction.
        if (!options.database?.isTransaction) return work(open());
      } catch (error) {
        if (!isBusy(error)) throw unavailable(`The keyring's database${path ? ` ${path}` : ""} has failed.`, error);
      }
      if (performance.now() >= deadline)
        throw unavailable(`Others have been writing to the keyring's database for ${busyTimeoutMs} ms without a gap.`);
      await wait(RETRY_MS * (1 + Math.random()));
    }
  }

  return {
    changes: (after) => run(({ statements }) => statements.changes(after)),
    commit: (writes) => run(({ database, statements }) => inTransaction(database, () => statements.write(writes))),
    touch: (uses) => run(({ database, statements }) => inTransaction(database, () => statements.touch(uses))),
    uses: (keyId) => run(({ statements }) => statements.uses(keyId)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (path !== undefined) opened?.database.close();
    },
  };
}

function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollback(database);
    throw error;
  }
}

function rollback(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
  } catch {
    // The failure that led here is the one to tell; while the transaction is open, calls fail in time.
  }
}

function unavailable(message: string, cause?: unknown): KeyringError {
  return new KeyringError("keyring_unavailable", message, { cause });
}
