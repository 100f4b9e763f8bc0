import { setTimeout as sleep } from "node:timers/promises";

/** Waits some milliseconds, or until the signal fires; never throws. The timer is cleared at once when it fires. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return;
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    // The signal fired: the caller looks at it.
  }
}

/** Waits until the signal fires. */
export function waitForAbort(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
