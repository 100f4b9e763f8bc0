/**
 * The tables, created where they are missing. Signed statements are kept whole as JSON; records as the canonical JSON
 * that was hashed, with the columns that they are looked for and summed up by.
 */
export const LAYOUT = `
  CREATE TABLE IF NOT EXISTS audit_heads (
    account TEXT PRIMARY KEY,
    signed TEXT NOT NULL,
    checkpoint_time INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS audit_records (
    account TEXT NOT NULL,
    seq INTEGER NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    time INTEGER NOT NULL,
    correlation_id TEXT NOT NULL,
    project TEXT,
    key_id TEXT,
    outcome TEXT NOT NULL,
    vendor TEXT,
    model TEXT,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    charged INTEGER NOT NULL,
    redactions INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS audit_records_seq ON audit_records (account, seq);
  CREATE INDEX IF NOT EXISTS audit_records_time ON audit_records (account, time, seq);
  CREATE INDEX IF NOT EXISTS audit_records_key ON audit_records (account, key_id, time, seq);
  CREATE INDEX IF NOT EXISTS audit_records_project ON audit_records (account, project, time, seq);
  CREATE INDEX IF NOT EXISTS audit_records_outcome ON audit_records (account, outcome, time, seq);
  CREATE INDEX IF NOT EXISTS audit_records_id ON audit_records (account, correlation_id, seq);
  CREATE TABLE IF NOT EXISTS audit_checkpoints (
    account TEXT NOT NULL,
    seq INTEGER NOT NULL,
    signed TEXT NOT NULL,
    PRIMARY KEY (account, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS audit_cuts (
    account TEXT PRIMARY KEY,
    signed TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS audit_journals (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Settings fit for several processes: nobody who reads waits for one who writes. The store itself waits for its turn to
 * write, not SQLite, which would stop the whole process. Indexes write the same pages again and again: the fewer
 * checkpoints, the less often they go into the file itself.
 */
export const SETTINGS =
  "PRAGMA busy_timeout = 0; PRAGMA cache_size = -16384; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 8000; PRAGMA synchronous = normal";
