import { AuditError, AuditStoreError } from "../audit-error.ts";
import type { Checkpoint, Cut, Signed } from "../chain/statement.ts";
import { entryOf, headOf, lastOld, linkOf, signedOf, usageRow } from "../query/rows.ts";
import { usageColumns, where } from "../query/select.ts";
import { sumUsage } from "../query/sum-usage.ts";
import type { AuditStore, ChainOutline, CutStep } from "../store.ts";
import { append } from "./append.ts";
import { createLayout, layoutExists, quoteSchema } from "./layout.ts";
import { outliveBrokenConnections, type PostgresPool } from "./postgres-pool.ts";
import { type Ask, withSession } from "./session.ts";

/** The connections to use, the place of the tables, and how long an operation may take. */
export interface PostgresStoreOptions {
  /** A `pg.Pool`, or one like it; closing the store leaves it open. */
  pool: PostgresPool;
  /** Where its tables are; made at the first use where it does not exist. Default `hub_audit`. */
  schema?: string | undefined;
  /** How long an operation may take, in ms. Default 5,000. */
  timeoutMs?: number | undefined;
}

const DEFAULT_SCHEMA = "hub_audit";
const DEFAULT_TIMEOUT_MS = 5_000;
const DAY = "to_char(to_timestamp(time / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')";
const MAX_TIMEOUT_MS = 600_000;

/**
 * A store in PostgreSQL (12 or later), for any number of instances: who extends a chain holds its head's row.
 *
 * @throws AuditError `invalid_argument`
 */
export function createPostgresStore({
  pool,
  schema: schemaName = DEFAULT_SCHEMA,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: PostgresStoreOptions): AuditStore {
  const schema = quoteSchema(schemaName);
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)
    throw new AuditError("invalid_argument", `\`timeoutMs\` must be 1 to ${MAX_TIMEOUT_MS}.`, { param: "timeoutMs" });
  if (typeof pool?.connect !== "function")
    throw new AuditError("invalid_argument", "`pool` must be a pool of `pg`.", { param: "pool" });
  outliveBrokenConnections(pool);
  // A process that stands still in a transaction loses its locks before others lose their patience.
  const limits = `SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = ${timeoutMs};
    SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(timeoutMs / 2)}`;
  let hasLayout = false;
  let isClosed = false;

  async function transact<Result>(mode: string, use: (ask: Ask) => Promise<Result>): Promise<Result> {
    if (isClosed) throw new AuditStoreError("The store has been closed.");
    return withSession(pool, timeoutMs, async (ask) => {
      if (!hasLayout) {
        const [row] = await ask(layoutExists(schema));
        if (row?.ready !== true) await ask(createLayout(schema));
        hasLayout = true;
      }
      await ask(`BEGIN ISOLATION LEVEL ${mode}; ${limits}`);
      const result = await use(ask);
      await ask("COMMIT");
      return result;
    });
  }
  const change = <Result>(use: (ask: Ask) => Promise<Result>) => transact("READ COMMITTED READ WRITE", use);
  const look = <Result>(use: (ask: Ask) => Promise<Result>) => transact("REPEATABLE READ READ ONLY", use);

  async function outline(ask: Ask, account: string): Promise<ChainOutline | undefined> {
    const [head] = await ask(
      `SELECT signed, checkpoint_time FROM ${schema}.heads WHERE account = $1 AND signed IS NOT NULL`,
      [account],
    );
    if (!head) return undefined;
    const [cut] = await ask(`SELECT signed FROM ${schema}.cuts WHERE account = $1`, [account]);
    const [last] = await ask(`SELECT signed FROM ${schema}.checkpoints WHERE account = $1 ORDER BY seq DESC LIMIT 1`, [
      account,
    ]);
    return {
      head: headOf(head),
      cut: cut && signedOf<Cut>(cut.signed),
      lastCheckpoint: last && signedOf<Checkpoint>(last.signed),
    };
  }

  async function cut(ask: Ask, { account, before, limit, sign }: CutStep): Promise<Signed<Cut> | undefined> {
    await ask(`SELECT FROM ${schema}.heads WHERE account = $1 FOR UPDATE`, [account]);
    const rows = await ask(`SELECT seq, hash, time FROM ${schema}.records WHERE account = $1 ORDER BY seq LIMIT $2`, [
      account,
      limit,
    ]);
    const last = lastOld(rows, before);
    if (!last) return undefined;
    const [kept] = await ask(`SELECT max(seq) AS seq FROM ${schema}.checkpoints WHERE account = $1 AND seq <= $2`, [
      account,
      last.upToSeq,
    ]);
    const [earlier] = await ask(`SELECT signed FROM ${schema}.cuts WHERE account = $1`, [account]);
    const previous = Number(kept?.seq ?? (earlier && signedOf<Cut>(earlier.signed).previous) ?? 0);
    const signed = sign({ account, ...last, previous });
    await ask(`DELETE FROM ${schema}.records WHERE account = $1 AND seq <= $2`, [account, last.upToSeq]);
    await ask(`DELETE FROM ${schema}.checkpoints WHERE account = $1 AND seq <= $2`, [account, last.upToSeq]);
    await ask(
      `INSERT INTO ${schema}.cuts VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET signed = excluded.signed`,
      [account, JSON.stringify(signed)],
    );
    return signed;
  }

  return {
    append: (group) => change((ask) => append(ask, schema, group)),
    list: (query) =>
      look(async (ask) => {
        const { condition, values } = where(query, "$");
        const rows = await ask(
          `SELECT seq, hash, body FROM ${schema}.records WHERE ${condition}
           ORDER BY time DESC, seq DESC LIMIT $${values.length + 1}`,
          [...values, query.limit],
        );
        return rows.map(entryOf);
      }),
    get: (correlationId, scope) =>
      look(async (ask) => {
        const { condition, values } = where(scope, "$");
        const [row] = await ask(
          `SELECT seq, hash, body FROM ${schema}.records
           WHERE ${condition} AND correlation_id = $${values.length + 1} ORDER BY seq DESC LIMIT 1`,
          [...values, correlationId],
        );
        return row && entryOf(row);
      }),
    usage: (query) =>
      look(async (ask) => {
        const { condition, values } = where(query, "$");
        const rows = await ask(
          `SELECT ${usageColumns(query.groupBy, DAY)} FROM ${schema}.records WHERE ${condition} GROUP BY 1`,
          values,
        );
        return sumUsage(rows.map(usageRow));
      }),
    accounts: () =>
      look(async (ask) => {
        const rows = await ask(`SELECT account FROM ${schema}.heads WHERE signed IS NOT NULL ORDER BY account`);
        return rows.map(({ account }) => String(account));
      }),
    outline: (account) => look((ask) => outline(ask, account)),
    chain: (account, after, limit) =>
      look(async (ask) => {
        const rows = await ask(
          `SELECT seq, prev, hash, body, signed FROM ${schema}.records LEFT JOIN ${schema}.checkpoints USING (account, seq)
           WHERE account = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
          [account, after, limit],
        );
        return rows.map(linkOf);
      }),
    cut: (step) => change((ask) => cut(ask, step)),
    async close() {
      isClosed = true;
    },
  };
}
