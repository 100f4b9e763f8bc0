import { DatabaseSync } from "node:sqlite";

/** The tables, created where they are missing. */
const CREATE_TABLES = `
  CREATE TABLE IF NOT EXISTS keyring_revision (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO keyring_revision VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS keyring_records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS keyring_records_revision ON keyring_records (revision);
  CREATE TABLE IF NOT EXISTS keyring_uses (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Opens a database file, which comes into being if there is none in its folder, fit for several processes: nobody who
 * reads waits for one who writes. A commit is on the disk before it is answered, for a revocation must not come undone
 * when the machine loses power. What is deleted is overwritten.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Creates the tables that are missing; several processes may do so at once. */
export function createTables(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; ${CREATE_TABLES} COMMIT`);
}
