import { createHmac } from "node:crypto";
import type { LookupAddress, lookup } from "node:dns";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createMemoryAnswerStore } from "../idempotency/memory-answer-store.ts";
import type { AlertDelivery, BudgetAlert, Spending } from "./budget-alert.ts";
import { type AlertOptions, type AlertStore, createAlerts } from "./create-alerts.ts";

const KEY = Buffer.alloc(24, 7);
const SECRET = `whsec_${KEY.toString("base64")}`;
const SHARED = "0123456789abcdef0123456789abcdef";
const MONTH = { scope: "key:k7", limit: "usd per month", period: "2026-11", max: 1_000 } as const;
const at = (spent: number, more: Partial<Spending> = {}): Spending => ({ ...MONTH, spent, ...more });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Alerts, and what is heard of them. */
function hear(options: AlertOptions = {}) {
  const heard: BudgetAlert[] = [];
  const delivered: AlertDelivery[] = [];
  const done: { count: number; resolve: () => void }[] = [];
  const alerts = createAlerts({
    retryMs: 1,
    onAlert: (alert) => heard.push(alert),
    onDelivery: (delivery) => {
      delivered.push(delivery);
      for (const { count, resolve } of done) if (delivered.length >= count) resolve();
    },
    ...options,
  });
  cleanups.push(() => alerts.close());
  const deliveries = (count: number) =>
    new Promise<void>((resolve) => (delivered.length >= count ? resolve() : void done.push({ count, resolve })));
  return { alerts, heard, delivered, deliveries };
}

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Somebody who receives webhooks, on loopback. */
async function startReceiver(answer: RequestListener = (_request, response) => void response.writeHead(204).end()) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ path: request.url ?? "", headers: request.headers, body });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { received, port, endpoint: { url: `http://127.0.0.1:${port}/hook?team=1`, secret: SECRET } };
}

describe("a threshold", () => {
  it("is told once in a period, for each limit of each scope", async () => {
    const { alerts, heard } = hear();
    alerts.observe(at(499));
    expect(heard).toEqual([]);
    for (const spent of [500, 501, 799, 800, 900, 1_000, 5_000]) alerts.observe(at(spent));
    alerts.observe(at(600, { scope: "key:k8" }));
    alerts.observe(at(600, { limit: "tokens per month" }));
    alerts.observe(at(600, { period: "2026-12" }));
    await alerts.close();
    expect(heard.map(({ threshold, spent }) => [threshold, spent])).toEqual([
      [50, 500],
      [80, 800],
      [100, 1_000],
      [50, 600],
      [50, 600],
      [50, 600],
    ]);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(6);
  });

  it("is told also where several are passed at once", async () => {
    const { alerts, heard } = hear({ thresholds: [100, 33.3, 50, 50] });
    alerts.observe(at(Number.MAX_SAFE_INTEGER, { max: Number.MAX_SAFE_INTEGER }));
    await alerts.close();
    expect(heard.map(({ threshold }) => threshold)).toEqual([33.3, 50, 100]);
  });

  it("is exact", async () => {
    const { alerts, heard } = hear({ thresholds: [80] });
    alerts.observe(at(12_000_000_000_000_000 / 2 - 1, { max: 7_500_000_000_000_000 }));
    expect(heard).toEqual([]);
    alerts.observe(at(12_000_000_000_000_000 / 2, { max: 7_500_000_000_000_000 }));
    await alerts.close();
    expect(heard.length).toBe(1);
  });

  it("of no budget is none", async () => {
    const { alerts, heard } = hear();
    for (const max of [0, -1, Number.NaN]) alerts.observe(at(10, { max }));
    alerts.observe(at(Number.NaN));
    await alerts.close();
    alerts.observe(at(1_000));
    expect(heard).toEqual([]);
  });

  it("is told once by all instances that share a store, under names that say nothing", async () => {
    const store = createMemoryAnswerStore();
    const keys = new Set<string>();
    const spied: AlertStore = {
      set: store.set,
      add: (key, ...entry) => {
        keys.add(key);
        return store.add(key, ...entry);
      },
    };
    const instances = Array.from({ length: 4 }, () => hear({ store: spied, secret: SHARED }));
    for (const { alerts } of instances) alerts.observe(at(850));
    await Promise.all(instances.map(({ alerts }) => alerts.close()));
    expect(instances.flatMap(({ heard }) => heard.map(({ threshold }) => threshold)).toSorted()).toEqual([50, 80]);
    for (const key of keys) expect(key).toMatch(/^alert:[\w-]{22}$/);
  });

  it("is told by another instance where the first one died before its webhook arrived, with the same id", async () => {
    const clock = { now: 1_000_000 };
    const store = createMemoryAnswerStore({ now: () => clock.now });
    const shared = { store, secret: SHARED, now: () => clock.now, closeMs: 0 };
    const { endpoint } = await startReceiver(() => {});
    const dying = hear({ ...shared, endpoints: [endpoint] });
    dying.alerts.observe(at(500));
    await dying.alerts.close();
    const { received, endpoint: live } = await startReceiver();
    const other = hear({ ...shared, endpoints: [live] });
    other.alerts.observe(at(500));
    await new Promise((resolve) => setImmediate(resolve));
    other.alerts.observe(at(501));
    expect(received).toEqual([]);
    clock.now += 3_600_000;
    other.alerts.observe(at(502));
    await other.deliveries(1);
    expect(other.delivered).toMatchObject([{ outcome: "delivered" }]);
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([dying.heard[0]?.id]);
  });

  it("is told where the store fails, and where a listener throws", async () => {
    const store = { add: () => Promise.reject(new Error("down")), set: () => Promise.reject(new Error("down")) };
    const { received, endpoint } = await startReceiver();
    const { alerts } = hear({
      store,
      secret: SHARED,
      endpoints: [endpoint],
      onAlert: () => {
        throw new Error("mine");
      },
    });
    alerts.observe(at(500));
    await alerts.close();
    expect(received.length).toBe(1);
  });
});

describe("a webhook", () => {
  it("is signed, and says which budget stands where", async () => {
    const { received, endpoint } = await startReceiver();
    const { alerts, deliveries, delivered, heard } = hear({ endpoints: [endpoint], now: () => 1_795_370_000_123 });
    alerts.observe(at(500));
    await deliveries(1);
    const [{ headers, body, path } = {} as Received] = received;
    expect(path).toBe("/hook?team=1");
    expect(headers).toMatchObject({ "content-type": "application/json", "webhook-timestamp": "1795370000" });
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", KEY).update(signed).digest("base64")}`);
    expect(JSON.parse(body)).toEqual({
      type: "budget.threshold_reached",
      timestamp: "2026-11-22T17:53:20.123Z",
      data: { ...MONTH, spent: 500, threshold: 50 },
    });
    expect(delivered).toEqual([{ alert: heard[0], endpoint: 0, outcome: "delivered", attempts: 1 }]);
  });

  it("is sent again with the same id until it arrives", async () => {
    const answers = [500, 429, 302, 404, 204];
    const { received, endpoint } = await startReceiver((_request, response) => {
      response.writeHead(answers.shift() ?? 204, { location: "/elsewhere" }).end();
    });
    const { alerts, deliveries, delivered } = hear({ endpoints: [endpoint] });
    alerts.observe(at(500));
    await deliveries(1);
    expect(delivered).toMatchObject([{ outcome: "delivered", attempts: 5 }]);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    // Redirects lead nowhere.
    expect(new Set(received.map(({ path }) => path))).toEqual(new Set(["/hook?team=1"]));
  });

  it.each<[string, number, RequestListener]>([
    ["status 410", 1, (_request, response) => void response.writeHead(410).end()],
    ["status 500", 3, (_request, response) => void response.writeHead(500).end("secret page")],
    ["timeout", 3, () => {}],
    ["ECONNRESET", 3, (request) => void request.socket.destroy()],
  ])("is given up after some attempts: %s", async (reason, attempts, answer) => {
    const { endpoint } = await startReceiver(answer);
    const { alerts, deliveries, delivered } = hear({ endpoints: [endpoint], attempts: 3, timeoutMs: 50 });
    alerts.observe(at(500));
    await deliveries(1);
    expect(delivered).toMatchObject([{ outcome: "failed", attempts, reason }]);
    expect(JSON.stringify(delivered)).not.toMatch(/whsec|127\.0|secret/);
  });

  it("goes nowhere but to public addresses, whatever a name meant a moment ago", async () => {
    const { received, port } = await startReceiver();
    const asked: string[] = [];
    const answers = ["10.0.0.1", "127.0.0.1", "169.254.169.254"];
    const resolve = ((name: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) => {
      asked.push(name);
      callback(null, [{ address: answers.shift() as string, family: 4 }]);
    }) as unknown as typeof lookup;
    const { alerts, deliveries, delivered } = hear({
      endpoints: [{ url: `https://hooks.example:${port}/`, secret: SECRET }],
      attempts: 3,
      resolve,
    });
    alerts.observe(at(500));
    await deliveries(1);
    expect(delivered).toMatchObject([{ outcome: "failed", attempts: 3, reason: "private address" }]);
    expect(asked).toEqual(Array(3).fill("hooks.example"));
    expect(received).toEqual([]);
  });

  it("goes to `localhost` only where that is this machine", async () => {
    const { received, port } = await startReceiver();
    const answers = ["8.8.8.8", "127.0.0.1"];
    const resolve = ((_name: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) =>
      callback(null, [{ address: answers.shift() as string, family: 4 }])) as unknown as typeof lookup;
    const { alerts, deliveries, delivered } = hear({
      endpoints: [{ url: `http://localhost:${port}`, secret: SECRET }],
      resolve,
    });
    alerts.observe(at(500));
    await deliveries(1);
    expect(delivered).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
    expect(received.length).toBe(1);
  });

  it.each([
    "http://hooks.example/",
    "http://8.8.8.8/",
    "https://10.0.0.1/",
    "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest",
    "https://user:word@hooks.example/",
    "ftp://hooks.example/",
    "hooks.example",
    "http://localhost.hooks.example/",
  ])("is not sent to %s", (url) => {
    const error = expect.objectContaining({ code: "invalid_argument", param: "endpoints[0].url" });
    expect(() => createAlerts({ endpoints: [{ url, secret: SECRET }] })).toThrow(error);
    expect(() => createAlerts({ endpoints: [{ url, secret: SECRET }] })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hooks") }),
    );
  });

  it.each(["https://hooks.example/", "https://1.1.1.1/", "http://127.0.0.1:9/", "http://[::1]:9/", "http://0x7f.1/"])(
    "may be sent to %s",
    (url) => {
      createAlerts({ endpoints: [{ url, secret: SECRET }] });
    },
  );
});

describe("closing", () => {
  it("makes one last attempt of what waits", async () => {
    const answers = [503];
    const { received, endpoint } = await startReceiver((_request, response) => {
      response.writeHead(answers.shift() ?? 204).end();
    });
    const { alerts, delivered } = hear({ endpoints: [endpoint], retryMs: 600_000 });
    alerts.observe(at(500));
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await alerts.close();
    expect(delivered).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
  });

  it("makes no more than one", async () => {
    const { received, endpoint } = await startReceiver((_request, response) => void response.writeHead(500).end());
    const { alerts, delivered } = hear({ endpoints: [endpoint], retryMs: 600_000 });
    alerts.observe(at(500));
    while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await alerts.close();
    expect(delivered).toMatchObject([{ outcome: "failed", attempts: 2, reason: "status 500" }]);
  });

  it("waits no longer than it was told, for endpoints and for the store", async () => {
    const { endpoint } = await startReceiver(() => {});
    const { alerts, delivered } = hear({ endpoints: [endpoint], closeMs: 10 });
    alerts.observe(at(500));
    await alerts.close();
    expect(delivered).toMatchObject([{ outcome: "failed", attempts: 1, reason: "closed" }]);

    const never = { add: () => new Promise<boolean>(() => {}), set: async () => {} };
    const stuck = createAlerts({ store: never, secret: SHARED, closeMs: 10 });
    stuck.observe(at(500));
    await stuck.close();
  });
});

it("drops what does not fit into the outbox", async () => {
  const { endpoint } = await startReceiver(() => {});
  const { alerts, heard, delivered } = hear({ endpoints: [endpoint], outbox: 2, closeMs: 0 });
  for (let key = 0; key < 5; key++) alerts.observe(at(500, { scope: `key:${key}` }));
  await alerts.close();
  expect(heard.length).toBe(5);
  expect(delivered.map(({ outcome }) => outcome).toSorted()).toEqual([
    ...Array(3).fill("dropped"),
    ...Array(2).fill("failed"),
  ]);
});

it("has room in the outbox again for what comes after", async () => {
  const { endpoint } = await startReceiver();
  const { alerts, deliveries, delivered } = hear({ endpoints: [endpoint], outbox: 1 });
  for (let key = 0; key < 3; key++) {
    alerts.observe(at(500, { scope: `key:${key}` }));
    await deliveries(key + 1);
  }
  expect(delivered.map(({ outcome }) => outcome)).toEqual(["delivered", "delivered", "delivered"]);
});

it("takes no options that make no sense", () => {
  for (const wrong of [
    { thresholds: [0] },
    { thresholds: [Number.NaN] },
    { outbox: 0 },
    { attempts: 0 },
    { attempts: 99 },
    { timeoutMs: -1 },
  ]) {
    expect(() => createAlerts(wrong)).toThrow(Object.keys(wrong)[0]);
  }
  expect(() => createAlerts({ store: createMemoryAnswerStore() })).toThrow("secret");
  expect(() => createAlerts({ endpoints: [{ url: "https://a.example", secret: "whsec_short" }] })).toThrow(
    "endpoints[0].secret",
  );
});
