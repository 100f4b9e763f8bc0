import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { Redis, type RedisOptions } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { type Budget, createBudget } from "../create-budget.ts";
import { LIMIT_PERIODS } from "../model/limit.ts";
import { ROLLING, windowAt } from "../model/window.ts";
import { createRedisStore, type NodeRedisClient, type RedisClient, type RedisStoreOptions } from "../redis.ts";
import { fund, limitOf, wholeLedger } from "../testing/budget-bench.ts";
import { chargeThroughTrouble } from "../testing/charge-through-trouble.ts";
import { startServerProxy } from "../testing/server-proxy.ts";
import { untilAnswered } from "../testing/until-answered.ts";
import { TIME } from "./lua/time.ts";

const url = process.env.HUB_TEST_REDIS_URL;
const hasServer = spawnSync("redis-server", ["--version"]).status === 0;
const STORE_ERROR = { name: "BudgetStoreError" };

let cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  cleanUps = [];
});

function newClient(options: Omit<RedisOptions, "replyMapping"> = { path: url ?? "" }): Redis {
  const client = new Redis(options);
  client.on("error", () => {});
  cleanUps.push(() => client.disconnect());
  return client;
}
function newBudget(options: RedisStoreOptions): Budget {
  return createBudget({ store: createRedisStore(options), sweepEveryMs: 0 });
}
const reserveOne = (budget: Budget, id: string) => budget.reserve({ id, wallet: { id: "w" }, usd: 10 });

/** A client that answers as `reply` says. */
const fakeClient = (reply: () => Promise<unknown>): RedisClient => ({ evalsha: reply, eval: reply });

describe("createRedisStore", () => {
  it("refuses wrong options", () => {
    const client = fakeClient(async () => "");
    const refusal = (param: string) => expect.objectContaining({ code: "invalid_argument", param });
    for (const prefix of ["", "a b", "{a}", "a}", "a".repeat(65)])
      expect(() => createRedisStore({ client, prefix })).toThrow(refusal("prefix"));
    for (const timeoutMs of [0, 1.5, 1e9])
      expect(() => createRedisStore({ client, timeoutMs })).toThrow(refusal("timeoutMs"));
    expect(() => createRedisStore({ client, keptCharges: 0 })).toThrow(refusal("keptCharges"));
    expect(() => createRedisStore({ client: {} as RedisClient })).toThrow(refusal("client"));
  });

  it("throws BudgetStoreError with the cause when there is no server, and when it does not answer", async () => {
    const broken = newBudget({ client: fakeClient(() => Promise.reject(new Error("no server"))) });
    await expect(reserveOne(broken, "r1")).rejects.toMatchObject({ ...STORE_ERROR, cause: { message: "no server" } });
    const silent = newBudget({ client: fakeClient(() => new Promise(() => {})), timeoutMs: 20 });
    await expect(reserveOne(silent, "r1")).rejects.toMatchObject(STORE_ERROR);
  });

  it("does not take a refusal that the rules do not share for an answer", async () => {
    const replies: unknown[] = ["", [null, Date.now(), null, ["w", 1_000, 0, null, 1], []]];
    const budget = newBudget({ client: fakeClient(async () => replies.shift()) });
    await expect(reserveOne(budget, "r1")).rejects.toMatchObject(STORE_ERROR);
  });
});

describe.skipIf(!url)(
  `Redis in use${url ? "" : " (skipped: HUB_TEST_REDIS_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    it("has the rules' windows", async () => {
      const client = newClient();
      const kinds = LIMIT_PERIODS.flatMap((per) => (ROLLING[per] ? [{ per }, { per, rolling: true }] : [{ per }]));
      const source = `local op = cjson.decode(ARGV[1])\n${TIME}
      local windows = {}
      for index, time in ipairs(op.times) do
        local bucket, from, forget_at = window_at(op.per, op.rolling, time)
        windows[index] = { bucket, from, forget_at or -1 }
      end
      return windows`;
      const times = [
        ...fc.sample(fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2200, 0) }), 500),
        ...Array.from({ length: 1_600 }, (_, month) => Date.UTC(1971, month) - (month % 2)),
        Date.UTC(2028, 1, 29, 23, 59, 59, 999),
        Date.UTC(2100, 1, 28, 23, 59, 59, 999),
      ];
      for (const kind of kinds) {
        const windows = await client.eval(source, 0, JSON.stringify({ ...kind, now: 0, times }));
        const expected = times.map((time) => {
          const { bucket, from, forgetAt } = windowAt(kind, time);
          return [bucket, from, Number.isFinite(forgetAt) ? forgetAt : -1];
        });
        expect(windows, JSON.stringify(kind)).toEqual(expected);
      }
    });

    it("takes the time from the server", async () => {
      const client = newClient();
      const serverTime = async (): Promise<number> => {
        const [seconds, microseconds] = (await client.time()).map(Number) as [number, number];
        return seconds * 1_000 + Math.floor(microseconds / 1_000);
      };
      const before = await serverTime();
      const result = await newBudget({ client, prefix: randomUUID() }).reserve({ id: "r1", ttlMs: 60_000 });
      const after = await serverTime();
      const made = result.ok ? result.expiresAt - 60_000 : 0;
      expect(made).toBeGreaterThanOrEqual(before);
      expect(made).toBeLessThanOrEqual(after);
    });

    it("goes on when the server has forgotten the scripts", async () => {
      const client = newClient();
      const budget = newBudget({ client, prefix: randomUUID() });
      await fund(budget, "w", 1_000);
      for (const id of ["r1", "r2", "r3"]) {
        await client.script("FLUSH");
        await Promise.all([reserveOne(budget, `${id}a`), reserveOne(budget, `${id}b`)]);
        await client.script("FLUSH");
        expect(await budget.settle(`${id}a`, { usd: 1 })).toMatchObject({ charged: 1, repeated: false });
      }
      expect(await budget.wallet("w")).toMatchObject({ balance: 997, reserved: 30 });
    });

    it("puts all of its keys into one slot of a cluster", async () => {
      const client = newClient();
      const prefix = randomUUID();
      const budget = newBudget({ client, prefix });
      await fund(budget, "w", 1_000);
      const limits = [limitOf("usd", "day", 1_000), limitOf("requests", "concurrent", 5)];
      for (const id of ["r1", "r2", "r3"]) await budget.reserve({ id, wallet: { id: "w{x}" }, limits });
      await budget.settle("r1", { usd: 1 });
      await budget.release("r2");
      const keys = await client.keys(`*${prefix}*`);
      expect(keys.length).toBeGreaterThan(5);
      for (const key of keys) expect(key.startsWith(`{${prefix}}:`), key).toBe(true);
    });

    it("works through clients of other kinds and settings", async () => {
      const client = newClient();
      const likeNodeRedis: NodeRedisClient = {
        evalSha: (sha, { keys, arguments: given }) => client.evalsha(sha, keys.length, ...keys, ...given),
        eval: (source, { keys, arguments: given }) => client.eval(source, keys.length, ...keys, ...given),
      };
      const path = url ?? "";
      const clients = [
        likeNodeRedis,
        newClient({ path, keyPrefix: "app:" }),
        newClient({ path, stringNumbers: true }),
        newClient({ path, protocol: 2 }),
      ];
      for (const other of clients) {
        const budget = newBudget({ client: other, prefix: randomUUID() });
        await fund(budget, "w", 1_000);
        const limits = [{ ...limitOf("usd", "hour", 500), rolling: true }];
        await budget.reserve({ id: "r1", wallet: { id: "w" }, limits, usd: 100 });
        const result = await budget.settle("r1", { usd: 60 });
        expect(result).toMatchObject({
          charged: 60,
          repeated: false,
          late: false,
          wallet: { balance: 940, reserved: 0 },
        });
        expect(result.standings).toMatchObject([{ limit: limits[0], spent: 60, left: 440 }]);
        expect(await budget.settle("r1", { usd: 1 })).toMatchObject({ charged: 60, repeated: true });
        expect(await wholeLedger(budget, "w")).toMatchObject([{ usd: 1_000 }, { usd: -60, seq: 2, balance: 940 }]);
      }
    });

    it("carries old charges forward, and keeps what the operator has entered", async () => {
      const budget = newBudget({ client: newClient(), prefix: randomUUID(), keptCharges: 3 });
      for (let index = 1; index <= 10; index += 1) {
        await budget.topUp({ wallet: "w", usd: 100, key: `k${index}`, reason: "test" });
        await budget.reserve({ id: `r${index}`, wallet: { id: "w" }, usd: index });
        await budget.settle(`r${index}`, { usd: index });
      }
      const ledger = await wholeLedger(budget, "w", 4);
      expect(ledger.filter(({ kind }) => kind === "top_up")).toHaveLength(10);
      expect(ledger.filter(({ kind }) => kind === "charge").map(({ usd }) => usd)).toEqual([-8, -9, -10]);
      expect(ledger.filter(({ kind }) => kind === "carried")).toMatchObject([{ usd: -28, seq: 14, balance: 672 }]);
      expect(ledger.map(({ seq }) => seq)).toEqual(
        ledger.map(({ seq }) => seq).toSorted((left, right) => left - right),
      );
      expect(ledger.reduce((sum, { usd }) => sum + usd, 0)).toBe(945);
      expect(await budget.topUp({ wallet: "w", usd: 100, key: "k1", reason: "test" })).toMatchObject({
        repeated: true,
      });
    });

    it("answers again after it was cut off or silent, and has lost nothing", async () => {
      const proxy = await startServerProxy({ path: url ?? "" });
      cleanUps.push(() => proxy.close());
      const { host, port } = proxy;
      const client = newClient({ host, port, maxRetriesPerRequest: 1, retryStrategy: () => 10 });
      const prefix = randomUUID();
      const patient = newBudget({ client, prefix, timeoutMs: 1_000 });
      const budget = newBudget({ client, prefix, timeoutMs: 100 });
      await untilAnswered(() => fund(patient, "w", 1_000));
      const running = Array.from({ length: 10 }, (_, index) => reserveOne(patient, `r${index}`));
      proxy.cut();
      const outcomes = await Promise.allSettled(running);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject(STORE_ERROR);
      await expect(budget.wallet("w")).rejects.toMatchObject(STORE_ERROR);
      proxy.restore();
      const { balance, reserved } = await untilAnswered(() => patient.wallet("w"));
      expect(balance).toBe(1_000);
      expect(reserved).toBeGreaterThanOrEqual(10 * outcomes.filter(({ status }) => status === "fulfilled").length);
      expect(await untilAnswered(() => reserveOne(patient, randomUUID()))).toMatchObject({ ok: true });
      proxy.stall();
      await expect(reserveOne(budget, "silent")).rejects.toMatchObject(STORE_ERROR);
      proxy.restore();
      expect(await untilAnswered(() => reserveOne(patient, randomUUID()))).toMatchObject({ ok: true });
    });
  },
);

describe.skipIf(!hasServer)(`Redis restarted${hasServer ? "" : " (skipped: redis-server is not on PATH)"}`, () => {
  function startServer(directory: string, settings: readonly string[]): ChildProcess {
    const place = ["--port", "0", "--unixsocket", join(directory, "redis.sock"), "--dir", directory, "--save", ""];
    return spawn("redis-server", [...place, ...settings], { stdio: "ignore" });
  }
  async function kill(server: ChildProcess): Promise<void> {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
  const impatientClient = (directory: string): Redis =>
    newClient({ path: join(directory, "redis.sock"), maxRetriesPerRequest: 0, retryStrategy: () => 10 });
  function newDirectory(): string {
    const directory = mkdtempSync(join(tmpdir(), "hub-redis-"));
    cleanUps.push(() => rmSync(directory, { recursive: true }));
    return directory;
  }

  it("has kept what was answered, with appendonly and appendfsync always", async () => {
    const directory = newDirectory();
    const settings = ["--appendonly", "yes", "--appendfsync", "always"];
    const first = startServer(directory, settings);
    const budget = newBudget({ client: impatientClient(directory) });
    await untilAnswered(() => fund(budget, "w", 1_000_000));
    const { request, expectCharged } = chargeThroughTrouble(budget);
    const running = Array.from({ length: 200 }, (_, index) => request(`r${index}`));
    await running[20];
    await kill(first);
    await Promise.all(running);
    await expect(budget.wallet("w")).rejects.toMatchObject(STORE_ERROR);
    const second = startServer(directory, settings);
    cleanUps.push(() => kill(second));
    const { balance } = await untilAnswered(() => budget.wallet("w"));
    expectCharged(1_000_000 - balance);
    expect(await budget.settle("r0", { usd: 1 })).toMatchObject({ charged: 7, repeated: true });
  });

  it("is refused when it would throw budgets away", async () => {
    const directory = newDirectory();
    const server = startServer(directory, ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]);
    cleanUps.push(() => kill(server));
    const client = impatientClient(directory);
    const budget = newBudget({ client });
    while (client.status !== "ready") await sleep(10);
    await expect(reserveOne(budget, "r1")).rejects.toMatchObject({ message: expect.stringContaining("noeviction") });
    await client.config("SET", "maxmemory-policy", "noeviction");
    expect(await budget.reserve({ id: "r1" })).toMatchObject({ ok: true });
    await client.config("SET", "maxmemory", "1");
    await expect(budget.reserve({ id: "r2" })).rejects.toMatchObject(STORE_ERROR);
    await client.config("SET", "maxmemory", "100mb");
    expect(await budget.reserve({ id: "r2" })).toMatchObject({ ok: true });
  });
});
