import { DatabaseSync } from "node:sqlite";
import { BudgetStoreError } from "../budget-error.ts";
import { LAYOUT } from "./layout.ts";

/** Room for the pages that are written again and again; node:sqlite's own default is 2 MB. */
const CACHE_KIB = 16_384;

/**
 * Opens a database file, which comes into being if there is none in its folder.
 *
 * @throws BudgetStoreError
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw new BudgetStoreError(`The database ${path} cannot be opened; is its folder there, and writable?`, error);
  }
}

/**
 * Statements that make a file fit for several processes: nobody who reads waits for one who writes. The store itself
 * waits for its turn to write, not SQLite, which would stop the whole process.
 */
export function settings(synchronous: "normal" | "full"): string {
  return `PRAGMA busy_timeout = 0; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 8000;
    PRAGMA synchronous = ${synchronous}`;
}

/** Statements that create the tables that are missing, while others may do the same. */
export const CREATE_TABLES = `BEGIN IMMEDIATE; ${LAYOUT} COMMIT`;
