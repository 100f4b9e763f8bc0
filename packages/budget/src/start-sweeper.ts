import { BudgetError } from "./budget-error.ts";
import type { SweepResult } from "./model/reservation.ts";
import type { BudgetStore } from "./store.ts";

/** Who hears of sweeps. */
export interface SweepListeners {
  onSweep?: ((result: SweepResult) => void) | undefined;
  onError?: ((error: unknown) => void) | undefined;
}

const MAX_EVERY_MS = 3_600_000;

/**
 * Sweeps a store at intervals, one sweep at a time, without keeping the process alive.
 *
 * @param everyMs 0: never
 * @throws BudgetError `invalid_argument`
 */
export function startSweeper(
  store: Pick<BudgetStore, "sweep">,
  everyMs: number,
  { onSweep, onError }: SweepListeners,
): { stop(): Promise<void> } {
  if (!Number.isSafeInteger(everyMs) || everyMs < 0 || everyMs > MAX_EVERY_MS)
    throw new BudgetError("invalid_argument", `\`sweepEveryMs\` must be 0 to ${MAX_EVERY_MS}.`, "sweepEveryMs");
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function sweep(): Promise<void> {
    try {
      let more = true;
      while (more && !stopped) {
        const result = await store.sweep();
        if (result.released > 0 || result.charged > 0) onSweep?.(result);
        more = result.more;
      }
    } catch (error) {
      onError?.(error);
    }
    schedule();
  }
  function schedule(): void {
    if (stopped || everyMs === 0) return;
    timer = setTimeout(() => {
      running = sweep();
    }, everyMs);
    timer.unref();
  }
  schedule();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
