import { BudgetError } from "../budget-error.ts";

const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/** A schema's name as SQL. @throws BudgetError `invalid_argument` */
export function quoteSchema(schema: string): string {
  if (typeof schema !== "string" || !SCHEMA.test(schema))
    throw new BudgetError(
      "invalid_argument",
      "`schema` must be 1 to 63 of a-z, 0-9 and _, and not begin with a digit.",
      "schema",
    );
  return `"${schema}"`;
}

/** Asks whether the tables are there; a role that may only use them never gets to create any. */
export function layoutExists(schema: string): string {
  return `SELECT to_regclass('${schema}.ledger') IS NOT NULL AS ready`;
}

/**
 * Creates the tables, as a transaction; several processes may do so at once. Names sort by their bytes, whatever the
 * database's language, so that equal means identical and everybody locks in the same order. What is written again
 * and again gets free space in its pages, which keeps the indexes out of it.
 */
export function createLayout(schema: string): string {
  return `
    BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SELECT pg_advisory_xact_lock(hashtext('hub budget ' || '${schema}'));
    SELECT FROM pg_catalog.pg_namespace LIMIT 0;
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${schema}.wallets (
      id text COLLATE "C" PRIMARY KEY,
      balance bigint NOT NULL DEFAULT 0,
      reserved bigint NOT NULL DEFAULT 0,
      unlimited boolean NOT NULL DEFAULT false,
      entries bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 50);
    CREATE TABLE IF NOT EXISTS ${schema}.counters (
      name text COLLATE "C" PRIMARY KEY,
      buckets jsonb NOT NULL DEFAULT '[]',
      forget_at bigint DEFAULT 0
    ) WITH (fillfactor = 50);
    CREATE INDEX IF NOT EXISTS counters_forget_at ON ${schema}.counters (forget_at) WHERE forget_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS ${schema}.reservations (
      id text COLLATE "C" PRIMARY KEY,
      held boolean NOT NULL,
      expires_at bigint NOT NULL,
      wallet text COLLATE "C",
      counters text[] NOT NULL,
      body jsonb NOT NULL
    );
    CREATE INDEX IF NOT EXISTS reservations_expires_at ON ${schema}.reservations (held, expires_at);
    CREATE TABLE IF NOT EXISTS ${schema}.ledger (
      wallet text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      kind text NOT NULL,
      usd bigint NOT NULL,
      balance bigint NOT NULL,
      key text COLLATE "C" NOT NULL,
      reason text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (wallet, seq)
    );
    CREATE UNIQUE INDEX IF NOT EXISTS ledger_credits ON ${schema}.ledger (wallet, key)
      WHERE kind IN ('top_up', 'adjustment');
    COMMIT`;
}
