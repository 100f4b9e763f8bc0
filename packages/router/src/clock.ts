/** Where the time comes from. Replaced in tests and simulations. */
export interface Clock {
  /** The time in milliseconds since 1970, so that instances that share a store agree on it. */
  now(): number;
  /** Calls back once, this many milliseconds from now, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Longest time that `setTimeout` takes, in milliseconds. It turns anything longer into none at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
