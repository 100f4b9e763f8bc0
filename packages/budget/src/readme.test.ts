import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import { expect, it } from "vitest";
import { BUDGET_ERROR_CODES } from "./budget-error.ts";
import { createBudget } from "./create-budget.ts";
import { guardBudget, spendingOf } from "./express.ts";
import { createLoopGuard } from "./loop-guard/index.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { LIMIT_PERIODS, LIMIT_RESOURCES } from "./model/limit.ts";
import { createRedisStore } from "./redis.ts";
import { refusalError } from "./refusal-error.ts";
import { createSqliteStore } from "./sqlite.ts";

const readme = new URL("../README.md", import.meta.url);
const modules = {
  "@hub/budget": { createBudget, createLoopGuard, createMemoryStore, refusalError },
  "@hub/budget/sqlite": { createSqliteStore: () => createSqliteStore({ path: ":memory:" }) },
  "@hub/budget/express": { guardBudget, spendingOf },
};
const callPaintingApi = async (prompt: string) => ({ picture: `${prompt}.png`, price: 35_000_000 });
const openBudget = async () => {
  const budget = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
  await budget.topUp({ wallet: "acme", usd: 10_000_000_000, key: "first", reason: "Invoice 7" });
  return budget;
};

it("the first example of the README charges what it came to", async () => {
  expect(await runExample({ readme, modules })).toEqual(promisedLines(readme));
});

it("the example of a call that costs money charges it", async () => {
  const budget = await openBudget();
  expect(await runExample({ readme, position: 1, modules, given: { budget, callPaintingApi } })).toEqual([
    "a lighthouse.png",
  ]);
  expect(await budget.wallet("acme")).toMatchObject({ balance: 9_965_000_000, reserved: 0 });
});

it("the example of a call that costs money gives back what was not used, and says what is missing", async () => {
  const budget = await openBudget();
  const given = { budget, callPaintingApi: () => Promise.reject(new Error("out of paint")) };
  await expect(runExample({ readme, position: 1, modules, given })).rejects.toThrow("out of paint");
  expect(await budget.wallet("acme")).toMatchObject({ balance: 10_000_000_000, reserved: 0 });
});

it("the example of a stream in the README records what is owed", async () => {
  const budget = await openBudget();
  await budget.reserve({ id: "r1" });
  const given = { budget, id: "r1", inputPrice: 1, pricePerToken: 2, inputTokens: 3 };
  await runExample({ readme, position: 2, modules, given });
  expect(await budget.extend("r1")).toMatchObject({ ok: true });
});

it("the Express example of the README puts the guard before the handler", async () => {
  const routes: unknown[][] = [];
  const fake = () => ({ post: (...route: unknown[]) => routes.push(route) });
  const given = { callPaintingApi };
  await runExample({ readme, position: 3, modules: { ...modules, express: { default: fake } }, given });
  expect(routes).toEqual([["/paint", expect.any(Function), expect.any(Function)]]);
});

it("the example of Redis in the README opens and closes a store", async () => {
  const calls: string[] = [];
  class Redis {
    evalsha = async () => calls.push("evalsha");
    eval = async () => calls.push("eval");
    disconnect = () => void calls.push("disconnect");
  }
  const others = { "@hub/budget/redis": { createRedisStore }, ioredis: { Redis } };
  await runExample({ readme, position: 4, modules: { ...modules, ...others } });
  expect(calls).toEqual(["disconnect"]);
});

it("the example of a loop in the README is one", async () => {
  expect(await runExample({ readme, position: 5, modules })).toEqual(["recursive_loop_detected"]);
});

it("the README names every resource, period and error code", () => {
  const text = readFileSync(readme, "utf8");
  for (const name of [...LIMIT_RESOURCES, ...LIMIT_PERIODS, ...Object.keys(BUDGET_ERROR_CODES)])
    expect(text).toContain(`\`${name}\``);
});
