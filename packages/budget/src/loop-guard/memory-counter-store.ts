import { BudgetError } from "../budget-error.ts";
import type { CounterStore } from "./counter-store.ts";

/** How counters in memory are kept. */
export interface MemoryCounterOptions {
  /** Most counters kept; beyond them the ones longest unused are forgotten. Default 100,000, about 20 MB. */
  maxCounters?: number | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined;
}

interface Counter {
  value: number;
  expiresAt: number;
}

/** Counters of one process, which are gone when it ends. */
export function createMemoryCounterStore({
  maxCounters = 100_000,
  now = Date.now,
}: MemoryCounterOptions = {}): CounterStore {
  /** In order of use, the longest unused first. */
  const counters = new Map<string, Counter>();

  function current(key: string): Counter | undefined {
    const counter = counters.get(key);
    return counter && counter.expiresAt > now() ? counter : undefined;
  }

  function add(key: string, amount: number, ttlMs: number): number {
    const counter = current(key) ?? { value: 0, expiresAt: now() + ttlMs };
    const value = counter.value + amount;
    if (!Number.isSafeInteger(value)) {
      throw new BudgetError("amount_out_of_range", "A counter would leave the integers that are held exactly.");
    }
    counter.value = value;
    counters.delete(key);
    counters.set(key, counter);
    if (counters.size > maxCounters) counters.delete(counters.keys().next().value as string);
    return value;
  }

  return {
    add: async (key, amount, ttlMs) => add(key, amount, ttlMs),
    read: async (keys) => keys.map((key) => current(key)?.value ?? 0),
  };
}
