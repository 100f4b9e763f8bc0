import fc from "fast-check";
import type { Budget } from "../create-budget.ts";
import type { Limit } from "../model/limit.ts";
import { limitOf, sweepAll } from "./budget-bench.ts";

/** One random call of a budget, or a step of the clock, as plain data. */
export type RandomOperation =
  | {
      kind: "reserve";
      id: string;
      wallet: string | undefined;
      markup: number;
      limits: number[];
      usd: number;
      tokens: number;
      requests: number;
      upTo: number;
      usdPerToken: number;
      ttlMs: number;
    }
  | { kind: "settle"; id: string; share: number }
  | { kind: "extend"; id: string; ttlMs: number; usd: number; tokens: number }
  | { kind: "release"; id: string }
  | { kind: "credit"; wallet: string; key: string; usd: number }
  | { kind: "unlimited"; wallet: string; unlimited: boolean }
  | { kind: "sweep" }
  | { kind: "wait"; ms: number };

export const WALLETS = ["w1", "w2"] as const;

/** The limits that random reservations are made under, all narrow. */
export const LIMITS: readonly Limit[] = [
  limitOf("requests", "minute", 3),
  limitOf("tokens", "day", 400),
  limitOf("usd", "total", 5_000),
  limitOf("requests", "concurrent", 3),
  limitOf("tokens", "request", 90),
  { ...limitOf("tokens", "minute", 150), rolling: true },
  { ...limitOf("usd", "hour", 1_500), rolling: true },
  limitOf("usd", "month", 4_000, "account:a"),
];

const id = fc.integer({ min: 0, max: 7 }).map((value) => `r${value}`);
const wallet = fc.constantFrom(...WALLETS);

/** Calls of every kind on few wallets and reservations, so that they meet. */
export const randomOperation: fc.Arbitrary<RandomOperation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("reserve" as const),
      id,
      wallet: fc.option(wallet, { nil: undefined }),
      markup: fc.constantFrom(0, 250, 3_333),
      limits: fc.subarray(LIMITS.map((_, index) => index)),
      usd: fc.nat(400),
      tokens: fc.nat(60),
      requests: fc.constantFrom(1, 1, 1, 0, 2),
      upTo: fc.nat(60),
      usdPerToken: fc.nat(9),
      ttlMs: fc.constantFrom(1_000, 20_000, 90_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      id,
      share: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("extend" as const),
      id,
      ttlMs: fc.constantFrom(1_000, 30_000),
      usd: fc.nat(200),
      tokens: fc.nat(40),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("credit" as const),
      wallet,
      key: fc.constantFrom("k1", "k2", "k3", "k4"),
      usd: fc.integer({ min: -300, max: 3_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unlimited" as const), wallet, unlimited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: "sweep" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 700, 15_000, 61_000, 301_000, 86_400_000),
    }),
  },
);

/** What each reservation holds at list price, to settle shares of, and until when. */
export type Holdings = Map<string, { usd: number; tokens: number; expiresAt: number }>;

const NOTHING_HELD = { usd: 0, tokens: 0 };

/**
 * Makes one call, and gives what it answers or which error it throws, to be compared.
 *
 * @param mostShare how much of what is held a settlement may come to, in percent
 */
export async function perform(
  budget: Budget,
  operation: RandomOperation,
  held: Holdings,
  mostShare: number,
): Promise<unknown> {
  try {
    return await call(budget, operation, held, mostShare);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== "string") throw error;
    return code;
  }
}

async function call(budget: Budget, operation: RandomOperation, held: Holdings, mostShare: number): Promise<unknown> {
  switch (operation.kind) {
    case "reserve": {
      const { id, wallet: payer, markup, limits, usd, tokens, requests, upTo, usdPerToken, ttlMs } = operation;
      const result = await budget.reserve({
        id,
        ...(payer && { wallet: { id: payer, markup } }),
        limits: limits.map((index) => LIMITS[index] as Limit),
        usd,
        tokens,
        requests,
        output: { upTo, usdPerToken },
        ttlMs,
      });
      if (!result.ok) return result;
      const { output, expiresAt } = result;
      held.set(id, { usd: usd + output * usdPerToken, tokens: tokens + output, expiresAt });
      return result;
    }
    case "settle": {
      const most = held.get(operation.id) ?? NOTHING_HELD;
      const part = (amount: number): number => Math.floor((amount * operation.share * mostShare) / 10_000);
      return budget.settle(operation.id, { usd: part(most.usd), tokens: part(most.tokens) });
    }
    case "extend": {
      const { id, ttlMs, usd, tokens } = operation;
      const most = held.get(id) ?? NOTHING_HELD;
      const owed =
        mostShare > 100 ? { usd, tokens } : { usd: Math.min(usd, most.usd), tokens: Math.min(tokens, most.tokens) };
      return budget.extend(id, { ttlMs, owed });
    }
    case "release":
      return budget.release(operation.id);
    case "credit": {
      const { wallet: name, key, usd } = operation;
      return usd > 0
        ? budget.topUp({ wallet: name, usd, key, reason: "random" })
        : budget.adjust({ wallet: name, usd, key, reason: "random" });
    }
    case "unlimited":
      return budget.setUnlimited(operation.wallet, operation.unlimited);
    case "sweep":
      return sweepAll(budget);
    case "wait":
      return undefined;
  }
}
