import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import express from "express";
import { expect, it } from "vitest";
import { BUDGET_ERROR_CODES } from "./budget-error.ts";
import { createBudget } from "./create-budget.ts";
import { guardBudget, spendingOf } from "./express.ts";
import { createLoopGuard } from "./loop-guard/index.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { LIMIT_PERIODS, LIMIT_RESOURCES } from "./model/limit.ts";
import { refusalError } from "./refusal-error.ts";
import { createSqliteStore } from "./sqlite.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;
const callPaintingApi = async (prompt: string) => ({ picture: `${prompt}.png`, price: 35_000_000 });

/** Runs one of the README's examples with these names for its imports, and returns what it logs. */
async function runExample(position: number, imports: Record<string, unknown>): Promise<unknown[]> {
  const source = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)][position]?.[1] ?? "";
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const logged: unknown[] = [];
  const console = { log: (value: unknown) => logged.push(value) };
  await new AsyncFunction(...Object.keys(imports), "console", body)(...Object.values(imports), console);
  return logged;
}

it("the first example of the README guards a call that costs money", async () => {
  const inMemory = () => createSqliteStore({ path: ":memory:" });
  const imports = { createBudget, refusalError, createSqliteStore: inMemory, callPaintingApi };
  expect(await runExample(0, imports)).toEqual(["a lighthouse.png", 9_965_000_000]);
});

it("the first example of the README gives back what was not used, and says what is missing", async () => {
  const budgets: ReturnType<typeof createBudget>[] = [];
  const imports = {
    createBudget: () => {
      const budget = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
      budgets.push(budget);
      return budget;
    },
    refusalError,
    createSqliteStore: () => {},
    callPaintingApi: () => Promise.reject(new Error("out of paint")),
  };
  await expect(runExample(0, imports)).rejects.toThrow("out of paint");
  expect(await budgets[0]?.wallet("acme")).toMatchObject({ balance: 10_000_000_000, reserved: 0 });
});

it("the example of a stream in the README records what is owed", async () => {
  const budget = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
  await budget.reserve({ id: "r1" });
  await runExample(1, { budget, id: "r1", inputPrice: 1, pricePerToken: 2, inputTokens: 3 });
  expect(await budget.extend("r1")).toMatchObject({ ok: true });
});

it("the Express example of the README puts the guard before the handler", async () => {
  const routes: unknown[][] = [];
  const fake = Object.assign(() => ({ post: (...route: unknown[]) => routes.push(route) }), express);
  await runExample(2, { createBudget, createMemoryStore, guardBudget, spendingOf, express: fake, callPaintingApi });
  expect(routes).toEqual([["/paint", expect.any(Function), expect.any(Function)]]);
});

it("the example of a loop in the README is one", async () => {
  expect(await runExample(3, { createLoopGuard })).toEqual(["recursive_loop_detected"]);
});

it("the README names every resource, period and error code", () => {
  for (const name of [...LIMIT_RESOURCES, ...LIMIT_PERIODS, ...Object.keys(BUDGET_ERROR_CODES)])
    expect(readme).toContain(`\`${name}\``);
});
