import { BudgetError, BudgetStoreError } from "../budget-error.ts";
import type { LedgerEntry } from "../model/wallet.ts";
import { mergeNeeds, type Needs, NO_NEEDS } from "../needs.ts";
import { SWEEP_SIZE, sweep } from "../operations/close.ts";
import type { Tables } from "../operations/tables.ts";
import { createSnapshotOperations, type RunOnRows } from "../snapshot-operations.ts";
import { createSnapshotTables } from "../snapshot-tables.ts";
import type { BudgetStore } from "../store.ts";
import { createLayout, layoutExists, quoteSchema } from "./layout.ts";
import { columnOf, lockAndRead, read, readLedger, snapshotOf } from "./load.ts";
import { outliveBrokenConnections, type PostgresPool } from "./postgres-pool.ts";
import { type Session, sqlStateOf, withSession } from "./session.ts";
import { findExpired, forget } from "./sweeping.ts";
import { createTurns, type Waiting } from "./turns.ts";
import { write } from "./write.ts";

/** The connections to use, the place of the tables, and how long an operation may take. */
export interface PostgresStoreOptions {
  /** A `pg.Pool`, or one like it; closing the store leaves it open. The store uses one connection, and a second to read. */
  pool: PostgresPool;
  /** Where its tables are; made at the first use where it does not exist. Default `hub_budget`. */
  schema?: string;
  /** How long one transaction may take, and how long a call waits for its turn, in ms. Default 5,000. */
  timeoutMs?: number;
  /** Tells the time in ms since the epoch instead of the server's clock; for tests. */
  now?: () => number;
}

interface Job {
  needs: Needs;
  operation: (tables: Tables) => unknown;
}

const DEFAULT_SCHEMA = "hub_budget";
const DEFAULT_TIMEOUT_MS = 5_000;
const MAX_TIMEOUT_MS = 600_000;
const ATTEMPTS = 3;

/**
 * A store in PostgreSQL (12 or later), for any number of processes. What is called at the same time is done in one
 * transaction: its rows are locked and read, the rules applied here, and the changes written and committed.
 *
 * When the connection is lost during a commit, nobody knows whether it has happened; the operations are then done once
 * more, which has no second effect, but the answer to a `settle`, `topUp` or `release` may say that it was a repetition.
 *
 * @throws BudgetError `invalid_argument`
 */
export function createPostgresStore({
  pool,
  schema: schemaName = DEFAULT_SCHEMA,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  now,
}: PostgresStoreOptions): BudgetStore {
  const schema = quoteSchema(schemaName);
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)
    throw new BudgetError("invalid_argument", `\`timeoutMs\` must be 1 to ${MAX_TIMEOUT_MS}.`, "timeoutMs");
  if (typeof pool?.connect !== "function")
    throw new BudgetError("invalid_argument", "`pool` must be a pool of `pg`.", "pool");
  outliveBrokenConnections(pool);
  // A process that stands still between reading and writing loses its locks before others lose their patience.
  const limits = `SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL lock_timeout = ${timeoutMs};
    SET LOCAL idle_in_transaction_session_timeout = ${Math.ceil(timeoutMs / 2)};`;
  const turns = createTurns(commit, timeoutMs);
  let hasLayout = false;
  let isClosed = false;

  async function inSession<Result>(use: (session: Session) => Promise<Result>): Promise<Result> {
    if (isClosed) throw new BudgetStoreError("The store has been closed.");
    return withSession(pool, timeoutMs, async (session) => {
      if (!hasLayout) {
        const [ready] = columnOf(await session.query(layoutExists(schema)), "ready");
        if (ready !== true) await session.query(createLayout(schema));
        hasLayout = true;
      }
      return use(session);
    });
  }

  /** Does a batch again where that may help, and then each of it alone, so that only what cannot be done fails. */
  async function commit(batch: readonly Waiting<Job>[], attempt = 1, until = Number.POSITIVE_INFINITY): Promise<void> {
    const deadline = Math.min(until, performance.now() + timeoutMs);
    try {
      const outcomes = await inSession((session) => transact(session, batch));
      for (const [index, tell] of outcomes.entries()) tell(batch[index] as Waiting<Job>);
    } catch (error) {
      const failure = failureOf(error);
      const isInTime = performance.now() < deadline;
      if (failure.mayPass && attempt < ATTEMPTS && isInTime) return commit(batch, attempt + 1, deadline);
      if (failure.isOfOne && batch.length > 1 && isInTime) {
        for (const one of batch) await commit([one], ATTEMPTS, deadline);
        return;
      }
      for (const { reject } of batch) reject(storeError(error));
    }
  }

  /** One transaction; gives what is to be told to each once it is committed. */
  async function transact(
    session: Session,
    batch: readonly Waiting<Job>[],
  ): Promise<((waiting: Waiting<Job>) => void)[]> {
    const needs = mergeNeeds(batch.map(({ job }) => job.needs));
    const results = await session.query(
      `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${limits} ${lockAndRead(schema, needs, session.quote)}`,
    );
    const snapshot = snapshotOf(results, needs, now?.());
    const known = new Set([...snapshot.reservations.values()].flatMap((row) => row?.id ?? []));
    const tables = createSnapshotTables(snapshot);
    const outcomes = batch.map(({ job }) => attemptOf(job.operation, tables));
    await session.query(`${write(schema, snapshot, known, tables.changes, session.quote)}; COMMIT`);
    return outcomes;
  }

  const run: RunOnRows = <Result>(needs: Partial<Needs>, operation: (tables: Tables) => Result) =>
    turns.add({ needs: { ...NO_NEEDS, ...needs }, operation }) as Promise<Result>;

  /** What waits for nobody and can be repeated. */
  async function query<Result>(use: (session: Session) => Promise<Result>, attempt = 1): Promise<Result> {
    try {
      return await inSession(use);
    } catch (error) {
      if (failureOf(error).mayPass && attempt < ATTEMPTS) return query(use, attempt + 1);
      throw storeError(error);
    }
  }
  const readOnly = (session: Session, statement: string) =>
    session.query(`BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; ${limits} ${statement}; COMMIT`);
  const look: RunOnRows = (given, operation) =>
    query(async (session) => {
      const needs = { ...NO_NEEDS, ...given };
      const results = await readOnly(session, read(schema, needs, session.quote));
      return operation(createSnapshotTables(snapshotOf(results, needs, now?.())));
    });

  return {
    ...createSnapshotOperations(run, look),
    async sweep() {
      const expirable = await query(async (session) => {
        const results = await readOnly(session, findExpired(schema, now?.(), SWEEP_SIZE));
        return columnOf(results, "expired") as string[];
      });
      const swept = await run({ closing: expirable, expirable }, sweep);
      const [deleted] = await query(async (session) =>
        columnOf(await session.query(`BEGIN; ${limits} ${forget(schema, now?.(), SWEEP_SIZE)}; COMMIT`), "deleted"),
      );
      return { ...swept, more: swept.more || deleted === SWEEP_SIZE };
    },
    ledger: (wallet, after, limit) =>
      query(async (session) => {
        const results = await readOnly(session, readLedger(schema, wallet, after, limit, session.quote));
        return JSON.parse(columnOf(results, "ledger")[0] as string) as LedgerEntry[];
      }),
    async close() {
      await turns.close();
      isClosed = true;
    },
  };
}

/** An operation that refuses its arguments has changed nothing; any other error takes the transaction with it. */
function attemptOf(operation: Job["operation"], tables: Tables): (waiting: Waiting<Job>) => void {
  try {
    const result = operation(tables);
    return ({ resolve }) => resolve(result);
  } catch (error) {
    if (!BudgetError.isInstance(error)) throw error;
    return ({ reject }) => reject(error);
  }
}

/**
 * What a failure means. It may pass where the same reservation was made somewhere else in the same moment (class 23), a
 * transaction came between (40), or the connection broke (08 but for 08P01, an unreadable message; 25P03; 57; or no
 * state at all). It may be that of one operation alone unless the server is unreachable, out of something (53) or out
 * of time (57014, 55P03).
 */
function failureOf(error: unknown): { mayPass: boolean; isOfOne: boolean } {
  const state = sqlStateOf(error);
  if (BudgetStoreError.isInstance(error) || state === "57014" || state === "55P03")
    return { mayPass: false, isOfOne: false };
  const isUnreachable = state === undefined || /^(08(?!P01)|25P03|57)/.test(state);
  return {
    mayPass: isUnreachable || /^(23|40)/.test(state),
    isOfOne: !isUnreachable && !state.startsWith("53"),
  };
}

function storeError(error: unknown): BudgetStoreError {
  if (BudgetStoreError.isInstance(error)) return error;
  const state = sqlStateOf(error);
  return new BudgetStoreError(`PostgreSQL cannot answer${state ? ` (${state})` : ""}; see the cause.`, error);
}
