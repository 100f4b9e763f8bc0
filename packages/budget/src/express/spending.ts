import { checkUsage } from "../check.ts";
import type { Budget } from "../create-budget.ts";
import type { ReserveRequest, ReserveResult, Usage } from "../model/reservation.ts";
import type { Amounts } from "../store.ts";

/** What a guarded request may spend, and has spent. */
export interface Spending {
  /** How many tokens of output are paid for. */
  readonly output: number;
  /** Whether that is less than was wanted. */
  readonly clamped: boolean;
  /**
   * Adds to what the request has come to. Once it resolves, the sum is charged even if the process ends; wait for it
   * before each piece of a stream that it pays for.
   *
   * @throws BudgetError `invalid_argument`
   * @throws BudgetStoreError
   */
  report(usage: Usage): Promise<void>;
}

/** A spending as the middleware holds it. */
export interface OpenSpending extends Spending {
  /**
   * Charges what was reported; where nothing was, all that was reserved if the request has succeeded, and nothing if it
   * has not. @throws BudgetStoreError
   */
  finish(succeeded: boolean): Promise<void>;
  /** Lets go of it: what is not finished is swept in time. */
  leave(): void;
}

/** A request's reservation, with the id it has got. */
export type GuardedCost = Omit<ReserveRequest, "id">;

const DEFAULT_TTL_MS = 120_000;

/** Holds an admitted reservation until it is finished or left. */
export function openSpending(
  budget: Budget,
  { id, output, clamped }: Extract<ReserveResult, { ok: true }>,
  cost: GuardedCost,
): OpenSpending {
  const ttlMs = cost.ttlMs ?? DEFAULT_TTL_MS;
  const reserved = {
    usd: (cost.usd ?? 0) + output * (cost.output?.usdPerToken ?? 0),
    tokens: (cost.tokens ?? 0) + output,
  };
  let reported: Amounts | undefined;
  let recorded: Promise<unknown> = Promise.resolve();
  const heartbeat = setInterval(() => {
    budget.extend(id, { ttlMs }).catch(() => {});
  }, ttlMs / 3);
  heartbeat.unref();

  async function record(usage: Usage): Promise<void> {
    const { usd, tokens } = checkUsage(usage, "usage");
    reported = { usd: (reported?.usd ?? 0) + usd, tokens: (reported?.tokens ?? 0) + tokens };
    await budget.extend(id, { ttlMs, owed: reported });
  }

  return {
    output,
    clamped,
    report(usage) {
      const recording = record(usage);
      // Who does not wait for it hears of a failure when the request is finished.
      recorded = recording.catch(() => {});
      return recording;
    },
    async finish(succeeded) {
      clearInterval(heartbeat);
      await recorded;
      if (!reported && !succeeded) await budget.release(id);
      else await budget.settle(id, reported ?? reserved);
    },
    leave: () => clearInterval(heartbeat),
  };
}
