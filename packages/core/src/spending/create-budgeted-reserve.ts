import { type Budget, BudgetStoreError, type Standing } from "@hub/budget";
import { HubError } from "@hub/protocol";
import type { Reserve } from "../stages/reserve.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { createLateSettlements } from "./late-settlements.ts";
import { createRequestSpending } from "./request-spending.ts";

/** How requests are held to what their principals may spend. */
export interface BudgetedReserveOptions {
  budget: Budget;
  /** Told about charges that could not be recorded at once, and prices that are not known. Holds no content. */
  onWarning?: ((warning: string, correlationId: string) => void) | undefined;
  /** Told where a request's limits stand when it has been charged. Must not throw. */
  onStandings?: ((standings: readonly Standing[]) => void) | undefined;
}

/** A reserve stage that keeps accounts. */
export interface BudgetedReserve {
  reserve: Reserve;
  /** Resolves when every request's charge is recorded, or has been given up. The budget stays open. */
  close(): Promise<void>;
}

/**
 * Holds each request to its principal's `spending`: reserves the worst case before a vendor hears of it, lowers the
 * output limit to what is affordable, and charges what it came to before the caller has the last of the answer.
 */
export function createBudgetedReserve({ budget, onWarning, onStandings }: BudgetedReserveOptions): BudgetedReserve {
  const heartbeat = createHeartbeat(budget);
  const late = createLateSettlements(budget, (count) => onWarning?.(`${count} charges could not be recorded.`, ""));
  // A count, not a set: the tables that a set outgrows would keep finished requests alive until the next full GC.
  let open = 0;
  let idle: PromiseWithResolvers<void> | undefined;

  /** Fails closed: where nobody counts, nobody spends. */
  async function ask<Result>(operation: Promise<Result>): Promise<Result> {
    open++;
    try {
      return await operation;
    } catch (error) {
      if (!BudgetStoreError.isInstance(error)) throw error;
      throw new HubError("budget_unavailable", "Budgets cannot be checked right now. Try again.", {
        retryAfterMs: 1_000,
        cause: error,
      });
    } finally {
      open--;
      if (open === 0) {
        idle?.resolve();
        idle = undefined;
      }
    }
  }

  return {
    reserve: (request, exchange) =>
      createRequestSpending(request, exchange, {
        budget,
        heartbeat,
        ask,
        async settleSafely(id, actual) {
          const result = await ask(late.settle(id, actual));
          onStandings?.(result.standings);
          return result;
        },
        warn: (warning) => onWarning?.(warning, exchange.correlationId),
      }),
    async close() {
      heartbeat.stop();
      while (open > 0) {
        idle ??= Promise.withResolvers();
        await idle.promise;
      }
      await late.stop();
    },
  };
}
