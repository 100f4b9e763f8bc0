import { AuditError } from "../audit-error.ts";

const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

/** A schema's name as SQL. @throws AuditError `invalid_argument` */
export function quoteSchema(schema: string): string {
  if (typeof schema !== "string" || !SCHEMA.test(schema))
    throw new AuditError(
      "invalid_argument",
      "`schema` must be 1 to 63 of a-z, 0-9 and _, and not begin with a digit.",
      { param: "schema" },
    );
  return `"${schema}"`;
}

/** Asks whether the tables are there; a role that may only use them never gets to create any. */
export function layoutExists(schema: string): string {
  return `SELECT to_regclass('${schema}.journals') IS NOT NULL AS ready`;
}

/**
 * Creates the tables, as a transaction; several processes may do so at once. Names sort by their bytes, whatever the
 * database's language, so that everybody locks in the same order. Who has waited for the lock learns of the schema that
 * was made meanwhile by looking at the catalog.
 */
export function createLayout(schema: string): string {
  return `
    BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SELECT pg_advisory_xact_lock(hashtext('hub audit ' || '${schema}'));
    SELECT FROM pg_catalog.pg_namespace LIMIT 0;
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${schema}.heads (
      account text COLLATE "C" PRIMARY KEY,
      signed text,
      checkpoint_time bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 50);
    CREATE TABLE IF NOT EXISTS ${schema}.records (
      account text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      prev text NOT NULL,
      hash text NOT NULL,
      body text NOT NULL,
      time bigint NOT NULL,
      correlation_id text COLLATE "C" NOT NULL,
      project text COLLATE "C",
      key_id text COLLATE "C",
      outcome text NOT NULL,
      vendor text,
      model text,
      prompt_tokens bigint NOT NULL,
      completion_tokens bigint NOT NULL,
      cached_tokens bigint NOT NULL,
      reasoning_tokens bigint NOT NULL,
      cost bigint NOT NULL,
      charged bigint NOT NULL,
      redactions bigint NOT NULL,
      PRIMARY KEY (account, seq)
    );
    CREATE INDEX IF NOT EXISTS records_time ON ${schema}.records (account, time, seq);
    CREATE INDEX IF NOT EXISTS records_key ON ${schema}.records (account, key_id, time, seq);
    CREATE INDEX IF NOT EXISTS records_project ON ${schema}.records (account, project, time, seq);
    CREATE INDEX IF NOT EXISTS records_outcome ON ${schema}.records (account, outcome, time, seq);
    CREATE INDEX IF NOT EXISTS records_id ON ${schema}.records (account, correlation_id, seq);
    CREATE TABLE IF NOT EXISTS ${schema}.checkpoints (
      account text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      signed text NOT NULL,
      PRIMARY KEY (account, seq)
    );
    CREATE TABLE IF NOT EXISTS ${schema}.cuts (
      account text COLLATE "C" PRIMARY KEY,
      signed text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS ${schema}.journals (
      name text COLLATE "C" PRIMARY KEY,
      position bigint NOT NULL DEFAULT 0
    );
    COMMIT`;
}
