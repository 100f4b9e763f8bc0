import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthThrottle } from "./create-auth-throttle.ts";
import { holdsKey } from "./holds-key.ts";
import { type IsKnown, limitAuthFailures } from "./limit-auth-failures.ts";

function throttleAt(options: { maxFailures?: number; maxClients?: number } = {}) {
  const clock = { now: 0 };
  return { clock, throttle: createAuthThrottle({ maxFailures: 3, now: () => clock.now, ...options }) };
}

describe("a client that brings wrong keys", () => {
  it("has to wait after some of them, until the minute is over that began with the first", () => {
    const { clock, throttle } = throttleAt();
    throttle.failed("a");
    clock.now = 20_000;
    throttle.failed("a");
    expect(throttle.waitMs("a")).toBe(0);
    throttle.failed("a");
    expect(throttle.waitMs("a")).toBe(40_000);
    expect(throttle.waitMs("b")).toBe(0);
    clock.now = 59_999;
    expect(throttle.waitMs("a")).toBe(1);
    clock.now = 60_000;
    expect(throttle.waitMs("a")).toBe(0);
    throttle.failed("a");
    expect(throttle.waitMs("a")).toBe(0);
  });

  it("is remembered among no more than so many others", () => {
    const { throttle } = throttleAt({ maxFailures: 1, maxClients: 100 });
    for (let client = 0; client < 10_000; client++) throttle.failed(`client ${client}`);
    const waiting = Array.from({ length: 10_000 }, (_, client) => throttle.waitMs(`client ${client}`) > 0);
    expect(waiting.filter(Boolean).length).toBe(100);
    expect(waiting.at(-1)).toBe(true);
  });

  it.each([{ maxFailures: 0 }, { windowMs: Number.NaN }, { maxClients: -1 }])(
    "is counted within reason: %j",
    (options) => {
      expect(() => createAuthThrottle(options)).toThrow(RangeError);
    },
  );
});

describe("a server", () => {
  /** A server that knows one key. */
  async function start(isKnown?: IsKnown) {
    const { clock, throttle } = throttleAt();
    const handled: string[] = [];
    const handle = limitAuthFailures(
      (request, response) => {
        handled.push(request.url ?? "");
        response.writeHead(holdsKey(request.headers, "right") ? 200 : 401).end();
      },
      { throttle, trustedProxies: 1 },
      isKnown,
    );
    const server = createServer(handle);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    async function ask(key: string, client = "192.0.2.1", body?: string): Promise<Response> {
      const headers = { authorization: `Bearer ${key}`, "x-forwarded-for": client };
      const answer = await fetch(url, { headers, method: "POST", body: body ?? null });
      await answer.arrayBuffer();
      return answer;
    }
    return { clock, ask, handled };
  }

  it("lets those wait who bring wrong keys, and says for how long", async () => {
    const { clock, ask, handled } = await start();
    for (let times = 0; times < 3; times++) expect((await ask("wrong")).status).toBe(401);
    clock.now = 30_500;
    const answer = await ask("wrong");
    expect(answer.status).toBe(429);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "retry-after": "30",
      "x-should-retry": "false",
      "x-hub-correlation-id": expect.stringMatching(/^req_/),
      "x-content-type-options": "nosniff",
    });
    expect((await ask("right")).status).toBe(429);
    expect(handled.length).toBe(3);
    expect((await ask("wrong", "192.0.2.2")).status).toBe(401);
    clock.now = 60_000;
    expect((await ask("right")).status).toBe(200);
  });

  it("says so also to those who send a body", async () => {
    const { ask } = await start();
    for (let times = 0; times < 3; times++) await ask("wrong");
    expect((await ask("wrong", "192.0.2.1", "x".repeat(10_000))).status).toBe(429);
  });

  it("lets good keys pass all the same, where it is told how to tell them", async () => {
    const { ask } = await start(({ headers }) => {
      if (headers.authorization === "Bearer broken") throw new Error("no store");
      return Promise.resolve(holdsKey(headers, "right"));
    });
    for (let times = 0; times < 3; times++) await ask("wrong");
    expect([(await ask("wrong")).status, (await ask("broken")).status, (await ask("right")).status]).toEqual([
      429, 429, 200,
    ]);
  });

  it("counts nothing against those who bring a right one", async () => {
    const { ask } = await start();
    for (let times = 0; times < 10; times++) expect((await ask("right")).status).toBe(200);
  });
});
