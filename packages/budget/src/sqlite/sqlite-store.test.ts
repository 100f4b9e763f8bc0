import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBudget } from "../create-budget.ts";
import { createSqliteStore, type SqliteStoreOptions } from "../sqlite.ts";
import { fund, sweepAll } from "../testing/budget-bench.ts";
import { storeConformance } from "../testing/conformance.ts";
import { testProcesses } from "../testing/suite/processes.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "hub-budget-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("the store in SQLite", () => {
  storeConformance({
    open: (name, { now }) => createSqliteStore({ path: join(directory, `${name}.db`), now }),
    durable: true,
    shared: true,
  });
  testProcesses({
    module: new URL("./test-store.ts", import.meta.url).href,
    connect: (name) => join(directory, `${name}.db`),
  });
});

describe("a SQLite store", () => {
  const open = (options: SqliteStoreOptions) => createBudget({ store: createSqliteStore(options), sweepEveryMs: 0 });

  it("takes a database that is open already, and leaves it open", async () => {
    const database = new DatabaseSync(":memory:");
    const budget = open({ database });
    await fund(budget, "w", 100);
    await budget.close();
    expect(database.prepare("SELECT id, balance FROM budget_wallets").all()).toEqual([{ id: "w", balance: 100 }]);
    database.close();
  });

  it("keeps out of other transactions on that database", async () => {
    const database = new DatabaseSync(":memory:");
    const budget = open({ database });
    database.exec("BEGIN");
    const funded = fund(budget, "w", 100);
    await new Promise(setImmediate);
    database.exec("ROLLBACK");
    await funded;
    expect(await budget.wallet("w")).toMatchObject({ balance: 100 });
    await budget.close();
    database.close();
  });

  it("gives up where another process never stops writing", async () => {
    const path = join(directory, "busy.db");
    const budget = open({ path, busyTimeoutMs: 30 });
    await fund(budget, "w", 100);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 1 })).rejects.toMatchObject({
      name: "BudgetStoreError",
    });
    other.exec("ROLLBACK");
    other.close();
    expect(await budget.wallet("w")).toMatchObject({ balance: 100, reserved: 0 });
    await budget.close();
  });

  it("forgets bit by bit, until nothing is left to forget", async () => {
    const clock = { now: Date.UTC(2026, 0, 1) };
    const database = new DatabaseSync(":memory:");
    const budget = open({ database, now: () => clock.now });
    const limitOf = (index: number) => ({ scope: `s${index}`, resource: "requests", per: "minute", max: 1 }) as const;
    await Promise.all(
      Array.from({ length: 450 }, async (_, index) => {
        await budget.reserve({ id: `r${index}`, limits: [limitOf(index)] });
        await budget.settle(`r${index}`, {});
      }),
    );
    const count = (table: string) => Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
    const counts = () => ["budget_reservations", "budget_closed", "budget_buckets"].map(count);
    expect(counts()).toEqual([0, 450, 450]);
    clock.now += 86_400_000;
    await sweepAll(budget);
    expect(counts()).toEqual([0, 0, 0]);
    await budget.close();
    database.close();
  });

  it("says what is wrong with its options", () => {
    const database = new DatabaseSync(":memory:");
    for (const [options, param] of [
      [{}, "path"],
      [{ path: "x.db", database }, "path"],
      [{ path: "x.db", synchronous: "off" }, "synchronous"],
      [{ path: "x.db", busyTimeoutMs: -1 }, "busyTimeoutMs"],
    ] as const)
      expect(() => createSqliteStore(options as SqliteStoreOptions)).toThrow(
        expect.objectContaining({ code: "invalid_argument", param }),
      );
    const path = join(directory, "no such folder", "x.db");
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ name: "BudgetStoreError" }));
    database.close();
  });

  it("refuses a file that is no database", async () => {
    const path = join(directory, "text.db");
    writeFileSync(path, "not a database, but long enough to be taken for one ".repeat(100));
    const budget = open({ path });
    await expect(budget.wallet("w")).rejects.toMatchObject({ name: "BudgetStoreError" });
    await budget.close();
  });
});
