import { invalidArgument } from "../keyring-error.ts";

const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/** A schema's name as SQL. @throws KeyringError `invalid_argument` */
export function quoteSchema(schema: unknown): string {
  if (typeof schema !== "string" || !SCHEMA.test(schema))
    throw invalidArgument("schema", "`schema` must be 1 to 63 of a-z, 0-9 and _, and not begin with a digit.");
  return `"${schema}"`;
}

/** Asks whether the tables are there; a role that may only use them never gets to create any. */
export function layoutExists(schema: string): string {
  return `SELECT to_regclass('${schema}.uses') IS NOT NULL AS ready`;
}

/**
 * Creates the tables, in one transaction; several processes may do so at once. Reading the catalog after the lock makes
 * the server look whether the schema is there now, instead of at what it remembers from before it waited.
 */
export function createLayout(schema: string): string {
  return `
    BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SELECT pg_advisory_xact_lock(hashtext('hub keyring ' || '${schema}'));
    SELECT FROM pg_catalog.pg_namespace LIMIT 0;
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${schema}.revision (
      id smallint PRIMARY KEY CHECK (id = 1),
      revision bigint NOT NULL
    );
    INSERT INTO ${schema}.revision VALUES (1, 0) ON CONFLICT DO NOTHING;
    CREATE TABLE IF NOT EXISTS ${schema}.records (
      kind text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      revision bigint NOT NULL,
      body text,
      PRIMARY KEY (kind, id)
    );
    CREATE INDEX IF NOT EXISTS records_revision ON ${schema}.records (revision);
    CREATE TABLE IF NOT EXISTS ${schema}.uses (
      key text COLLATE "C" PRIMARY KEY,
      at bigint NOT NULL
    );
    COMMIT`;
}
