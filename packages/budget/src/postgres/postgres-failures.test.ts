import { randomUUID } from "node:crypto";
import { Client, Pool, type PoolConfig } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { type Budget, createBudget } from "../create-budget.ts";
import { createPostgresStore, type PostgresPool } from "../postgres.ts";
import type { BudgetStore } from "../store.ts";
import { fund, limitOf, wholeLedger } from "../testing/budget-bench.ts";
import { chargeThroughTrouble } from "../testing/charge-through-trouble.ts";
import { type ServerProxy, startServerProxy } from "../testing/server-proxy.ts";
import { untilAnswered } from "../testing/until-answered.ts";
import { schemaOf } from "./test-store.ts";

const url = process.env.HUB_TEST_DATABASE_URL;
const STORE_ERROR = { name: "BudgetStoreError" };

describe("createPostgresStore", () => {
  const pool = { connect: () => Promise.reject(new Error("no server")), on() {}, listeners: () => [] };

  it("refuses a schema that is not a plain name, and other wrong options", () => {
    for (const schema of ["", "a b", 'x"; DROP TABLE wallets; --', "x'y", "Hub", "1a", "a".repeat(64)])
      expect(() => createPostgresStore({ pool, schema })).toThrow(
        expect.objectContaining({ code: "invalid_argument", param: "schema" }),
      );
    for (const timeoutMs of [0, -1, 1.5, Number.NaN, 1e9])
      expect(() => createPostgresStore({ pool, timeoutMs })).toThrow(expect.objectContaining({ param: "timeoutMs" }));
    expect(() => createPostgresStore({ pool: {} as PostgresPool })).toThrow(expect.objectContaining({ param: "pool" }));
  });

  it("throws BudgetStoreError with the cause when there is no server", async () => {
    const budget = createBudget({ store: createPostgresStore({ pool }), sweepEveryMs: 0 });
    const failure = { ...STORE_ERROR, cause: expect.objectContaining({ message: "no server" }) };
    await expect(budget.reserve({ id: "r1" })).rejects.toMatchObject(failure);
    await expect(budget.wallet("w")).rejects.toMatchObject(failure);
  });

  it("takes a bounded number of calls when the server does not answer", async () => {
    const silent = { ...pool, connect: () => new Promise<never>(() => {}) };
    const store = createPostgresStore({ pool: silent, timeoutMs: 200 });
    const calls = Array.from({ length: 11_000 }, (_, index) => store.release(`r${index}`));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({ reason: { message: expect.stringContaining("waiting already") } });
    await store.close();
  });
});

describe.skipIf(!url)(
  `PostgreSQL in trouble${url ? "" : " (skipped: HUB_TEST_DATABASE_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    let cleanUps: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
      cleanUps = [];
    });

    function newPool(config: PoolConfig = {}): Pool {
      const pool = new Pool({ connectionString: url, ...config });
      cleanUps.push(() => pool.end());
      return pool;
    }
    function newBudget(store: BudgetStore): Budget {
      const budget = createBudget({ store, sweepEveryMs: 0 });
      cleanUps.push(() => budget.close());
      return budget;
    }
    async function newClient(): Promise<Client> {
      const client = new Client({ connectionString: url });
      client.on("error", () => {});
      await client.connect();
      cleanUps.push(() => client.end());
      return client;
    }
    /** A schema with a wallet in it. */
    async function newSchema(): Promise<string> {
      const schema = schemaOf(randomUUID());
      await fund(newBudget(createPostgresStore({ pool: newPool(), schema })), "w", 1_000);
      return schema;
    }
    async function behindProxy(timeoutMs: number): Promise<{ proxy: ServerProxy; budget: Budget }> {
      const { host, port, user, database } = new Client({ connectionString: url });
      const proxy = await startServerProxy(
        host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
      );
      cleanUps.push(() => proxy.close());
      const pool = newPool({ connectionString: undefined, host: proxy.host, port: proxy.port, user, database });
      return { proxy, budget: newBudget(createPostgresStore({ pool, schema: await newSchema(), timeoutMs })) };
    }
    const reserveOne = (budget: Budget, id: string) => budget.reserve({ id, wallet: { id: "w" }, usd: 10 });

    it("takes the time from the server", async () => {
      const client = await newClient();
      const serverTime = async (): Promise<number> =>
        Number((await client.query("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms")).rows[0].ms);
      const budget = newBudget(createPostgresStore({ pool: newPool(), schema: schemaOf(randomUUID()) }));
      const before = await serverTime();
      const result = await budget.reserve({ id: "r1", ttlMs: 60_000 });
      const after = await serverTime();
      const made = result.ok ? result.expiresAt - 60_000 : 0;
      expect(made).toBeGreaterThanOrEqual(Math.floor(before));
      expect(made).toBeLessThanOrEqual(after);
    });

    it("answers again after it was cut off, and has lost nothing", async () => {
      const { proxy, budget } = await behindProxy(5_000);
      await budget.wallet("w");
      const running = Array.from({ length: 10 }, (_, index) => reserveOne(budget, `r${index}`));
      proxy.cut();
      const outcomes = await Promise.allSettled(running);
      await expect(budget.wallet("w")).rejects.toMatchObject(STORE_ERROR);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(STORE_ERROR);
      proxy.restore();
      const { reserved } = await budget.wallet("w");
      expect(reserved).toBeGreaterThanOrEqual(10 * outcomes.filter(({ status }) => status === "fulfilled").length);
      expect(await reserveOne(budget, "another")).toMatchObject({ ok: true });
    });

    it("does not wait for a silent server for ever", async () => {
      const { proxy, budget } = await behindProxy(300);
      await untilAnswered(() => budget.wallet("w"));
      proxy.stall();
      const outcomes = await Promise.allSettled([reserveOne(budget, "r1"), budget.wallet("w"), budget.ledger("w")]);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: STORE_ERROR });
      proxy.restore();
      expect(await untilAnswered(() => reserveOne(budget, randomUUID()))).toMatchObject({ ok: true });
    });

    it("says so when the pool has no connection to give, and takes the next one", async () => {
      const pool = newPool({ max: 1 });
      const budget = newBudget(createPostgresStore({ pool, schema: await newSchema(), timeoutMs: 300 }));
      const taken = await pool.connect();
      await expect(reserveOne(budget, "r1")).rejects.toMatchObject(STORE_ERROR);
      taken.release();
      expect(await untilAnswered(() => reserveOne(budget, randomUUID()))).toMatchObject({ ok: true });
      expect(pool.waitingCount).toBe(0);
      expect(pool.idleCount).toBe(pool.totalCount);
    });

    it("does not wait for a row that somebody else holds for ever", async () => {
      const schema = await newSchema();
      const budget = newBudget(createPostgresStore({ pool: newPool(), schema, timeoutMs: 300 }));
      const client = await newClient();
      await client.query(`BEGIN; SELECT * FROM ${schema}.wallets FOR UPDATE`);
      await expect(reserveOne(budget, "r1")).rejects.toMatchObject(STORE_ERROR);
      await client.query("ROLLBACK");
      expect(await untilAnswered(() => reserveOne(budget, randomUUID()))).toMatchObject({ ok: true });
    });

    it("does not wait for a process that stands still in the middle", async () => {
      const schema = await newSchema();
      let goOn = (): void => {};
      const standstill = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let reached = (): void => {};
      const inTheMiddle = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const stuckPool = watchQueries(newPool(), async (text, ask) => {
        if (text.endsWith("; COMMIT") && !text.includes("READ ONLY")) {
          reached();
          await standstill;
        }
        return ask();
      });
      const timeoutMs = 1_000;
      const stuck = newBudget(createPostgresStore({ pool: stuckPool, schema, timeoutMs }));
      const moving = newBudget(createPostgresStore({ pool: newPool(), schema, timeoutMs }));
      const hanging = Promise.allSettled([reserveOne(stuck, "r1")]);
      await inTheMiddle;
      expect(await untilAnswered(() => reserveOne(moving, randomUUID()))).toMatchObject({ ok: true });
      goOn();
      const [outcome] = await hanging;
      if (outcome?.status === "rejected") expect(outcome.reason).toMatchObject(STORE_ERROR);
      const { reserved } = await moving.wallet("w");
      expect(reserved).toBeGreaterThanOrEqual(outcome?.status === "fulfilled" ? 20 : 10);
    });

    it("does once what was committed although the connection broke before the answer", async () => {
      let breaks = 0;
      const brittle = watchQueries(newPool(), async (text, ask) => {
        const result = await ask();
        if (!text.endsWith("; COMMIT") || text.includes("READ ONLY") || breaks % 2 === 0) return result;
        breaks += 1;
        throw new Error("Connection terminated unexpectedly");
      });
      const budget = newBudget(createPostgresStore({ pool: brittle, schema: schemaOf(randomUUID()) }));
      const breakNext = (): void => {
        breaks = 1;
      };
      breakNext();
      await budget.topUp({ wallet: "w", usd: 1_000, key: "k", reason: "test" });
      breakNext();
      const limits = [limitOf("requests", "day", 5)];
      expect(await budget.reserve({ id: "r1", wallet: { id: "w" }, limits, usd: 100 })).toMatchObject({
        ok: true,
        standings: [{ reserved: 1 }],
        wallet: { balance: 1_000, reserved: 100 },
      });
      breakNext();
      expect(await budget.settle("r1", { usd: 30 })).toMatchObject({
        charged: 30,
        wallet: { balance: 970, reserved: 0 },
      });
      expect(breaks).toBe(2);
      expect(await wholeLedger(budget, "w")).toHaveLength(2);
      expect(await budget.standings(limits)).toMatchObject([{ spent: 1, reserved: 0 }]);
    });

    it("survives the end of its connections at any moment", async () => {
      const name = `hub_${randomUUID()}`;
      const schema = schemaOf(randomUUID());
      const budget = newBudget(createPostgresStore({ pool: newPool({ application_name: name }), schema }));
      const killer = await newClient();
      await fund(budget, "w", 1_000_000);
      let isDone = false;
      const kill = async (): Promise<void> => {
        while (!isDone)
          await killer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
            name,
          ]);
      };
      const killing = kill();
      const { request, expectCharged } = chargeThroughTrouble(budget);
      for (let round = 0; round < 4; round += 1)
        await Promise.all(Array.from({ length: 5 }, (_, index) => request(`r${round}/${index}`)));
      isDone = true;
      await killing;
      const after = newBudget(createPostgresStore({ pool: newPool(), schema }));
      const { balance } = await after.wallet("w");
      expectCharged(1_000_000 - balance);
      expect((await wholeLedger(after, "w")).reduce((sum, { usd }) => sum + usd, 0)).toBe(balance);
    });

    it("fails nothing but the call that the server cannot take", async () => {
      const store = createPostgresStore({ pool: newPool(), schema: schemaOf(randomUUID()) });
      cleanUps.push(() => store.close());
      const outcomes = await Promise.allSettled([
        store.setUnlimited("fine", true),
        store.setUnlimited("no text of the server's: \0", true),
        store.setUnlimited("fine, too", true),
      ]);
      expect(outcomes).toMatchObject([{ status: "fulfilled" }, { reason: STORE_ERROR }, { status: "fulfilled" }]);
    });

    it("locks in one order, whatever the order of limits and calls", async () => {
      const schema = schemaOf(randomUUID());
      const states: unknown[] = [];
      const watched = (): PostgresPool =>
        watchQueries(newPool({ max: 2 }), async (_text, ask) => {
          try {
            return await ask();
          } catch (error) {
            states.push((error as { code?: unknown }).code);
            throw error;
          }
        });
      const budgets = Array.from({ length: 3 }, () => newBudget(createPostgresStore({ pool: watched(), schema })));
      const scopes = ["a", "b", "c", "d", "e"];
      const work = async (budget: Budget, name: string): Promise<void> => {
        for (let index = 0; index < 15; index += 1) {
          const id = `${name}/${index}`;
          const order = scopes.toSorted(() => Math.random() - 0.5).slice(0, 3);
          const limits = order.map((scope) => limitOf("requests", "day", 1_000, `${scope}${index % 3}`));
          await budget.reserve({ id, wallet: { id: `w${order[0]}` }, limits });
          if (index % 5 === 4) await budget.sweep();
          else await budget.settle(id, { usd: 1 });
        }
      };
      await Promise.all(
        budgets.flatMap((budget, index) => [1, 2, 3].map((worker) => work(budget, `${index}/${worker}`))),
      );
      expect(states).toEqual([]);
    });

    it("works for a role that may use the tables but not create any", async () => {
      const schema = schemaOf(randomUUID());
      const role = `hub_${randomUUID().replaceAll("-", "")}`;
      const client = await newClient();
      await newBudget(createPostgresStore({ pool: newPool(), schema })).wallet("w");
      await client.query(`CREATE ROLE ${role}; GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
      cleanUps.push(() => client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
      const budget = newBudget(createPostgresStore({ pool: newPool({ options: `-c role=${role}` }), schema }));
      await fund(budget, "w", 10);
      expect(await reserveOne(budget, "r1")).toMatchObject({ ok: true });
      expect(await budget.sweep()).toEqual({ released: 0, charged: 0, more: false });
    });
  },
);

/** A pool in front of another, whose queries go through `ask`. */
function watchQueries(
  pool: PostgresPool,
  watch: (text: string, ask: () => Promise<unknown>) => Promise<unknown>,
): PostgresPool {
  return {
    async connect() {
      const connection = await pool.connect();
      return {
        query: (text) => watch(text, () => connection.query(text)),
        escapeLiteral: (text) => connection.escapeLiteral(text),
        release: (destroy) => connection.release(destroy),
      };
    },
    on: pool.on.bind(pool),
    listeners: pool.listeners.bind(pool),
  };
}
