/**
 * The tables, created where they are missing. Rows that are found by their key alone need no rowid beside it. A
 * reservation is kept whole as JSON: among the few that sweeps look through while it is held, or was swept; closed, among
 * those of its period, which are deleted together. So no index has to be kept up for it.
 */
export const LAYOUT = `
  CREATE TABLE IF NOT EXISTS budget_wallets (
    id TEXT PRIMARY KEY,
    balance INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    unlimited INTEGER NOT NULL,
    entries INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS budget_buckets (
    counter TEXT NOT NULL,
    start INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    forget_at INTEGER,
    PRIMARY KEY (counter, start)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS budget_buckets_forget_at ON budget_buckets (forget_at) WHERE forget_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS budget_reservations (
    id TEXT PRIMARY KEY,
    held INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS budget_reservations_swept ON budget_reservations (expires_at) WHERE held = 0;
  CREATE TABLE IF NOT EXISTS budget_closed (
    period INTEGER NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (period, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS budget_ledger (
    wallet TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    usd INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (wallet, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS budget_ledger_credits ON budget_ledger (wallet, key)
    WHERE kind IN ('top_up', 'adjustment');
`;
