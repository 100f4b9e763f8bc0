import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BudgetError } from "../budget-error.ts";
import type { BudgetStore } from "../store.ts";
import { createTableStore } from "../table-store.ts";
import { createGroupCommit } from "./group-commit.ts";
import { isBusy } from "./is-busy.ts";
import { CREATE_TABLES, openDatabase, settings } from "./open-database.ts";
import { createSqliteTables, type SqliteTables } from "./sqlite-tables.ts";
import { prepareStatements } from "./statements.ts";

/** Where the database is, and what it does for safety. */
export interface SqliteStoreOptions {
  /** The database file, which comes into being with the store. Several processes of one machine may use it. */
  path?: string;
  /** A database that is open already, instead; its settings stay as they are, and closing the store leaves it open. */
  database?: DatabaseSync;
  /**
   * `normal` loses nothing that was answered when the process ends, however it ends; `full` nothing when the machine
   * loses power either, at the price of a disk sync for each group of operations. Default `normal`. For `path` alone.
   */
  synchronous?: "normal" | "full";
  /** How long an operation waits while other processes write, in ms: 0 to 60,000. Default 5,000. */
  busyTimeoutMs?: number;
  /** Tells the time in ms since the epoch. Default Date.now. */
  now?: () => number;
}

/** What a connection needs for each transaction. */
interface Prepared {
  tables: SqliteTables;
  begin: StatementSync;
  commit: StatementSync;
  /** Tells whether other connections have written. */
  version: StatementSync | undefined;
}

const DEFAULT_BUSY_TIMEOUT_MS = 5_000;
const MAX_BUSY_TIMEOUT_MS = 60_000;

/**
 * A store in a SQLite database, by Node's own `node:sqlite`. Operations that arrive while others are being written are
 * committed together.
 *
 * @throws BudgetError `invalid_argument`
 * @throws BudgetStoreError where the file cannot be opened
 */
export function createSqliteStore(options: SqliteStoreOptions): BudgetStore {
  const { path, synchronous = "normal", busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, now = Date.now } = options;
  if ((path === undefined) === (options.database === undefined))
    throw new BudgetError("invalid_argument", "Give the store either a `path` or an open `database`.", "path");
  if (synchronous !== "normal" && synchronous !== "full")
    throw new BudgetError("invalid_argument", '`synchronous` must be "normal" or "full".', "synchronous");
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs > MAX_BUSY_TIMEOUT_MS)
    throw new BudgetError(
      "invalid_argument",
      `\`busyTimeoutMs\` must be 0 to ${MAX_BUSY_TIMEOUT_MS}.`,
      "busyTimeoutMs",
    );
  const database = options.database ?? openDatabase(path as string);
  let prepared: Prepared | undefined;

  function begin(): SqliteTables | undefined {
    // Somebody else's transaction on a database that was given.
    if (database.isTransaction) return undefined;
    try {
      prepared ??= prepare();
      prepared.begin.run();
      const { tables, version } = prepared;
      tables.begin(now(), version?.get()?.data_version as number | undefined);
      return tables;
    } catch (error) {
      rollback();
      if (isBusy(error)) return undefined;
      throw error;
    }
  }
  function prepare(): Prepared {
    if (path !== undefined) database.exec(settings(synchronous));
    database.exec(CREATE_TABLES);
    return {
      tables: createSqliteTables(prepareStatements(database)),
      begin: database.prepare("BEGIN IMMEDIATE"),
      commit: database.prepare("COMMIT"),
      // What others write over the same connection does not change it.
      version: path === undefined ? undefined : database.prepare("PRAGMA data_version"),
    };
  }
  function rollback(): void {
    prepared?.tables.reset();
    try {
      if (database.isTransaction) database.exec("ROLLBACK");
    } catch {
      // As long as the transaction is open, `begin` finds nobody's turn, and operations fail in time.
    }
  }
  const groups = createGroupCommit(
    {
      begin,
      commit(tables: SqliteTables) {
        tables.flush();
        prepared?.commit.run();
      },
      rollback,
    },
    { busyTimeoutMs },
  );

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await groups.close();
    if (path !== undefined) database.close();
  }
  return createTableStore(groups.run, () => (closing ??= close()));
}
