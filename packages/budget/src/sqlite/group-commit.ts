import { BudgetError, BudgetStoreError } from "../budget-error.ts";

/** One transaction after the other, of which one is open at a time. */
export interface Transactions<Context> {
  /** Begins one; `undefined` while somebody else is writing. */
  begin(): Context | undefined;
  commit(context: Context): void;
  /** Undoes what has been done since `begin`. Does not throw. */
  rollback(): void;
}

export interface GroupCommitOptions {
  /** How long a caller waits while others write, in ms. */
  busyTimeoutMs: number;
}

/** Runs operations, many to a transaction. */
export interface GroupCommit<Context> {
  /** Resolves when the operation is committed. @throws what the operation throws; BudgetStoreError */
  run<Result>(operation: (context: Context) => Result): Promise<Result>;
  /** Takes no more operations, and resolves when those that were taken are done. */
  close(): Promise<void>;
}

interface Job<Context> {
  operation(context: Context): unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  deadline: number;
  /** Whether it is committed by itself, because a transaction that it was in has failed. */
  alone: boolean;
}

/** So many take a few milliseconds, in which nothing else happens in this process. */
const MAX_BATCH = 128;
/** More than a process can have in flight that still answers in time. */
const MAX_WAITING = 10_000;
const RETRY_MS = 4;
/** For how long after it had to wait a process leaves gaps between its transactions, for others to begin theirs. */
const POLITE_MS = 1_000;

/**
 * Commits together what arrives together: while a transaction runs, the next operations gather.
 *
 * An operation that throws a BudgetError has changed nothing and takes part all the same; any other failure undoes the
 * transaction, and its operations are then committed one by one, so that only the one that fails, fails.
 */
export function createGroupCommit<Context>(
  { begin, commit, rollback }: Transactions<Context>,
  { busyTimeoutMs }: GroupCommitOptions,
): GroupCommit<Context> {
  let waiting: Job<Context>[] = [];
  let isScheduled = false;
  let politeUntil = 0;
  let closed: (() => void) | undefined;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    if (performance.now() < politeUntil) setTimeout(turn, 1 + Math.random() * RETRY_MS);
    else setImmediate(turn);
  }

  function turn(): void {
    isScheduled = false;
    if (waiting.length > 0) {
      try {
        const context = begin();
        if (context === undefined) waitForOthers();
        else commitTogether(context, waiting.splice(0, waiting[0]?.alone ? 1 : MAX_BATCH));
      } catch (error) {
        fail(waiting.splice(0, MAX_BATCH), error);
      }
    }
    if (waiting.length === 0) closed?.();
    else schedule();
  }

  function waitForOthers(): void {
    const now = performance.now();
    politeUntil = now + POLITE_MS;
    const overdue = waiting.filter(({ deadline }) => deadline <= now);
    if (overdue.length === 0) return;
    waiting = waiting.filter(({ deadline }) => deadline > now);
    const error = new BudgetStoreError(`Other processes have been writing for ${busyTimeoutMs} ms without a gap.`);
    for (const { reject } of overdue) reject(error);
  }

  function commitTogether(context: Context, jobs: Job<Context>[]): void {
    try {
      const answers = jobs.map((job) => answer(job, context));
      commit(context);
      for (const give of answers) give();
    } catch (error) {
      rollback();
      if (jobs.length === 1) fail(jobs, error);
      else waiting.unshift(...jobs.map((job) => ({ ...job, alone: true })));
    }
  }

  return {
    async run<Result>(operation: (context: Context) => Result) {
      if (closed) throw new BudgetStoreError("The store has been closed.");
      if (waiting.length >= MAX_WAITING)
        throw new BudgetStoreError(`${MAX_WAITING} operations are waiting already; try again later.`);
      return new Promise<Result>((resolve, reject) => {
        const deadline = performance.now() + busyTimeoutMs;
        const job = { operation, resolve: resolve as (result: unknown) => void, reject, deadline, alone: false };
        waiting.push(job);
        schedule();
      });
    },
    close() {
      return new Promise<void>((resolve) => {
        closed = resolve;
        schedule();
      });
    },
  };
}

/** Runs a job, and gives what tells its caller. */
function answer<Context>({ operation, resolve, reject }: Job<Context>, context: Context): () => void {
  try {
    const result = operation(context);
    return () => resolve(result);
  } catch (error) {
    if (!BudgetError.isInstance(error)) throw error;
    return () => reject(error);
  }
}

function fail<Context>(jobs: readonly Job<Context>[], cause: unknown): void {
  const error = new BudgetStoreError("The store has failed; see the cause.", cause);
  for (const { reject } of jobs) reject(error);
}
