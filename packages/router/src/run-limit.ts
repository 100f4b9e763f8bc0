import type { Clock } from "./clock.ts";

/** What ends a run from outside. */
export interface RunLimits {
  signal?: AbortSignal | undefined;
  /** Whether the signal is this run's alone. */
  isOwnSignal?: boolean | undefined;
  deadlineMs?: number | undefined;
}

/** The caller's signal and the deadline of one run as one. */
export interface RunLimit {
  /** Fires on both. Once stopped, on the caller's alone. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970; Infinity when there is none. */
  readonly deadlineAt: number;
  /** Settles as the work does, or rejects as soon as the signal fires. */
  race<R>(work: () => R | Promise<R>): Promise<R>;
  /** Waits so many milliseconds, or until the signal fires. */
  sleep(milliseconds: number): Promise<void>;
  /** Takes the deadline away. */
  stop(): void;
}

/**
 * Begins to watch.
 *
 * @throws RangeError for a deadline that is no number from 0 on
 */
export function createRunLimit(
  { signal: caller, isOwnSignal, deadlineMs = Infinity }: RunLimits,
  clock: Clock,
): RunLimit {
  if (!(deadlineMs >= 0)) throw new RangeError("deadlineMs must be a number of milliseconds from 0 on.");
  const expiry = new AbortController();
  const cancel = deadlineMs < Infinity ? clock.after(deadlineMs, () => expiry.abort()) : undefined;
  const signal = signalOf();

  function signalOf(): AbortSignal {
    if (!caller || !cancel) return caller ?? expiry.signal;
    if (!isOwnSignal || caller.aborted) return AbortSignal.any([caller, expiry.signal]);
    // A listener costs a tenth of a signal made of two, and is gone with the one that it listens to.
    caller.addEventListener("abort", () => expiry.abort(caller.reason), { once: true });
    return expiry.signal;
  }

  /** Calls back when the signal fires, unless the function that it returns is called before. */
  function onAbort(callback: () => void): () => void {
    signal.addEventListener("abort", callback, { once: true });
    return () => signal.removeEventListener("abort", callback);
  }

  return {
    signal,
    deadlineAt: clock.now() + deadlineMs,
    stop: () => cancel?.(),

    race(work) {
      return new Promise((resolve, reject) => {
        const forget = onAbort(() => reject(signal.reason));
        // An async function also turns what is thrown at once into a rejection.
        (async () => work())().then(resolve, reject).finally(forget);
      });
    },

    async sleep(milliseconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = clock.after(milliseconds, resolve);
      const forget = onAbort(resolve);
      await promise;
      wake();
      forget();
    },
  };
}
