import { counterKey } from "./model/limit.ts";
import type { Claim, Credit } from "./store.ts";

/** Which rows operations read. */
export interface Needs {
  /** Reservations alone. */
  reservations: readonly string[];
  /** Reservations with the wallets and counters that they hold something of. */
  closing: readonly string[];
  /** Those of `closing` that a sweep may close. */
  expirable: readonly string[];
  wallets: readonly string[];
  counters: readonly string[];
  credits: readonly Pick<Credit, "wallet" | "key">[];
}

export const NO_NEEDS: Needs = {
  reservations: [],
  closing: [],
  expirable: [],
  wallets: [],
  counters: [],
  credits: [],
};

/** What a new reservation reads. */
export function needsOfClaim({ id, wallet, limits }: Claim): Needs {
  return {
    ...NO_NEEDS,
    reservations: [id],
    wallets: wallet ? [wallet.id] : [],
    counters: limits.filter(({ per }) => per !== "request").map(counterKey),
  };
}

/** What all of them read. */
export function mergeNeeds(all: readonly Needs[]): Needs {
  const merge = (pick: (needs: Needs) => readonly string[]): string[] => [...new Set(all.flatMap(pick))];
  return {
    reservations: merge(({ reservations }) => reservations),
    closing: merge(({ closing }) => closing),
    expirable: merge(({ expirable }) => expirable),
    wallets: merge(({ wallets }) => wallets),
    counters: merge(({ counters }) => counters),
    credits: all.flatMap(({ credits }) => credits),
  };
}
