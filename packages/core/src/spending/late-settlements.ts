import { type Budget, BudgetStoreError, type SettleResult } from "@hub/budget";

const RETRY_MS = 5_000;
/** The most charges to wait for; a store that is away for longer than these take has lost the rest. */
const MAX_WAITING = 100_000;

/** Settlements that are repeated until the store has taken them. */
export interface LateSettlements {
  /** Settles; where the store cannot answer, also again until it can. @throws BudgetStoreError for the first try */
  settle(id: string, actual: { usd: number; tokens: number }): Promise<SettleResult>;
  /** Tries once more what is waiting, and stops. */
  stop(): Promise<void>;
}

/** Creates the list of what has still to be charged. Repeating a settlement has no second effect. */
export function createLateSettlements(
  budget: Pick<Budget, "settle">,
  onLost: (count: number) => void,
): LateSettlements {
  const waiting = new Map<string, { usd: number; tokens: number }>();
  let timer: NodeJS.Timeout | undefined;

  async function retry(): Promise<void> {
    for (const [id, actual] of waiting) {
      try {
        await budget.settle(id, actual);
      } catch (error) {
        if (BudgetStoreError.isInstance(error)) break;
        onLost(1);
      }
      waiting.delete(id);
    }
    timer = waiting.size > 0 ? setTimeout(retry, RETRY_MS).unref() : undefined;
  }

  return {
    async settle(id, actual) {
      try {
        return await budget.settle(id, actual);
      } catch (error) {
        if (BudgetStoreError.isInstance(error)) {
          if (waiting.size < MAX_WAITING) waiting.set(id, actual);
          else onLost(1);
          timer ??= setTimeout(retry, RETRY_MS).unref();
        }
        throw error;
      }
    },
    async stop() {
      clearTimeout(timer);
      if (waiting.size > 0) await retry();
      clearTimeout(timer);
      if (waiting.size > 0) onLost(waiting.size);
    },
  };
}
