/**
 * Counters that several instances of an application may share. What the loop guard, the spend velocity and the
 * conversation ceiling remember is kept in one of these, and nothing else.
 *
 * Keys are opaque: at most 64 characters of `[A-Za-z0-9_:-]`. Amounts are safe integers, and so is every sum that a
 * store has to hold; a sum beyond them is refused with an error.
 */
export interface CounterStore {
  /**
   * Adds to a counter and gives what it counts from now on. A counter that is unknown or has expired starts at 0.
   * It expires `ttlMs` after it was started: later additions do not prolong its life. Atomic: of two additions of 1
   * to a new counter, one gives 1 and the other 2, also when they come from two processes.
   */
  add(key: string, amount: number, ttlMs: number): Promise<number>;
  /** What counters count, in the order of the keys: 0 where one is unknown or has expired. */
  read(keys: readonly string[]): Promise<number[]>;
}
