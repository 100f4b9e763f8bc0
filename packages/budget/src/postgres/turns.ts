import { BudgetStoreError } from "../budget-error.ts";

/** Something that waits for its turn. */
export interface Waiting<Job> {
  job: Job;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface Turns<Job> {
  /** @throws BudgetStoreError when its turn does not come in time, or too much waits already */
  add(job: Job): Promise<unknown>;
  /** Takes nothing any more, and resolves when everything that was taken is done. */
  close(): Promise<void>;
}

/** So many are done together at most. */
const MAX_BATCH = 256;
/** More than a process can have in flight that still answers in time. */
const MAX_WAITING = 10_000;

/**
 * Collects what is to be done while the last batch is under way, and does it together: one transaction for many.
 *
 * @param commit does a batch, and resolves or rejects each of it; it does not throw
 * @param patienceMs what has waited longer than this for its turn is refused
 */
export function createTurns<Job>(
  commit: (batch: readonly Waiting<Job>[]) => Promise<void>,
  patienceMs: number,
): Turns<Job> {
  let queue: (Waiting<Job> & { since: number })[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      // Those that have just been answered may go on to their next call, which then comes along.
      await new Promise(setImmediate);
      refuseOverdue();
      if (queue.length > 0) await commit(queue.splice(0, MAX_BATCH));
    }
    running = undefined;
  }

  function refuseOverdue(): void {
    const oldest = performance.now() - patienceMs;
    for (const { since, reject } of queue)
      if (since < oldest) reject(new BudgetStoreError(`The store has been busy for more than ${patienceMs} ms.`));
    queue = queue.filter(({ since }) => since >= oldest);
  }

  return {
    async add(job) {
      if (isClosed) throw new BudgetStoreError("The store has been closed.");
      if (queue.length >= MAX_WAITING)
        throw new BudgetStoreError(`${MAX_WAITING} operations are waiting already; try again later.`);
      return new Promise((resolve, reject) => {
        queue.push({ job, resolve, reject, since: performance.now() });
        running ??= run();
      });
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}
