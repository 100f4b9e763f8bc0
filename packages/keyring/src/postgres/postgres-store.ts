import { checkInteger } from "../check.ts";
import { invalidArgument, KeyringError } from "../keyring-error.ts";
import type { KeyringStore, RecordWrite, StoredRecord } from "../store.ts";
import { createLayout, layoutExists, quoteSchema } from "./layout.ts";
import {
  outliveBrokenConnections,
  type PostgresConnection,
  type PostgresPool,
  withConnection,
} from "./postgres-pool.ts";

/** The connections to use, the place of the tables, and how long an operation may take. */
export interface PostgresStoreOptions {
  /** A `pg.Pool`, or one like it; closing the store leaves it open. */
  pool: PostgresPool;
  /** Where its tables are; made at the first use where it does not exist. Default `hub_keyring`. */
  schema?: string;
  /** How long one call may take, in ms: 1 to 600,000. Default 5,000. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * A store in PostgreSQL (12 or later), for any number of processes.
 *
 * When the connection is lost during a commit, nobody knows whether it has happened; the caller is told that the store
 * is unavailable, and finds out by looking.
 *
 * @throws KeyringError `invalid_argument`
 */
export function createPostgresStore({
  pool,
  schema: schemaName = "hub_keyring",
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: PostgresStoreOptions): KeyringStore {
  const schema = quoteSchema(schemaName);
  checkInteger(timeoutMs, "timeoutMs", [1, 600_000]);
  if (typeof pool?.connect !== "function") throw invalidArgument("pool", "`pool` must be a pool of `pg`.");
  outliveBrokenConnections(pool);
  // Reads see one state of the database; writers come one after the other, by the row of the revision.
  const sql = {
    begin: `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = ${timeoutMs};
      SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs}`,
    changes: `SELECT present.revision::text AS present, kind, record.id, record.revision::text, body
      FROM ${schema}.revision AS present LEFT JOIN ${schema}.records AS record ON record.revision > $1`,
    lock: `SELECT revision::text FROM ${schema}.revision FOR UPDATE`,
    raise: `UPDATE ${schema}.revision SET revision = $1`,
    current: `SELECT count(*)::int AS count FROM json_to_recordset($1) AS write (kind text, id text, expected bigint)
      LEFT JOIN ${schema}.records AS record USING (kind, id) WHERE coalesce(record.revision, 0) = write.expected`,
    put: `INSERT INTO ${schema}.records (kind, id, revision, body)
      SELECT kind, id, $2::bigint, body FROM json_to_recordset($1) AS write (kind text, id text, body text)
      ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, body = excluded.body`,
    touch: `INSERT INTO ${schema}.uses SELECT key, value::bigint FROM json_each_text($1) ORDER BY key
      ON CONFLICT (key) DO UPDATE SET at = greatest(uses.at, excluded.at)`,
    uses: `SELECT key, at::text FROM ${schema}.uses WHERE $1::text IS NULL OR key = $1`,
  };
  let hasLayout = false;
  let isClosed = false;

  async function run<Result>(use: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    if (isClosed) throw new KeyringError("keyring_unavailable", "The keyring's store has been closed.");
    try {
      return await withConnection(pool, timeoutMs, async (connection) => {
        if (!hasLayout) {
          const { rows } = await connection.query(layoutExists(schema));
          if (rows[0]?.ready !== true) await connection.query(createLayout(schema));
          hasLayout = true;
        }
        return use(connection);
      });
    } catch (cause) {
      throw new KeyringError("keyring_unavailable", "PostgreSQL cannot answer for the keyring; see the cause.", {
        cause,
      });
    }
  }

  /** A transaction that fails is ended by the closing of its connection. */
  const transact = <Result>(use: (connection: PostgresConnection) => Promise<Result>): Promise<Result> =>
    run(async (connection) => {
      await connection.query(sql.begin);
      const result = await use(connection);
      await connection.query("COMMIT");
      return result;
    });

  async function write(connection: PostgresConnection, writes: readonly RecordWrite[]): Promise<number | undefined> {
    // First of all, so that what is read next cannot change before the commit, and revisions come in their order.
    const locked = await connection.query(sql.lock);
    const text = JSON.stringify(writes);
    const current = await connection.query(sql.current, [text]);
    if (current.rows[0]?.count !== writes.length) return undefined;
    const revision = Number(locked.rows[0]?.revision) + 1;
    await connection.query(sql.put, [text, revision]);
    await connection.query(sql.raise, [revision]);
    return revision;
  }

  return {
    changes: (after) =>
      run(async (connection) => {
        const { rows } = await connection.query(sql.changes, [after]);
        const records = rows.flatMap(({ kind, id, revision, body }) =>
          kind === null ? [] : [{ kind, id, revision: Number(revision), body } as StoredRecord],
        );
        return { revision: Number(rows[0]?.present), records };
      }),
    commit: (writes) => transact((connection) => write(connection, writes)),
    touch: (uses) =>
      transact(async (connection) => {
        await connection.query(sql.touch, [JSON.stringify(Object.fromEntries(uses))]);
      }),
    uses: (keyId) =>
      run(async (connection) => {
        const { rows } = await connection.query(sql.uses, [keyId ?? null]);
        return new Map(rows.map(({ key, at }) => [key as string, Number(at)]));
      }),
    async close() {
      isClosed = true;
    },
  };
}
