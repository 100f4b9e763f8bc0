import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { answerMetrics } from "./answer-metrics.ts";
import { mayReadMetrics } from "./may-read-metrics.ts";

const KEY = "admin-key-0123456789";

type Request = Parameters<typeof mayReadMetrics>[0];

function from(remoteAddress: string, headers: Record<string, string> = {}): Request {
  return { headers: { host: "127.0.0.1:8787", ...headers }, socket: { remoteAddress } as Request["socket"] };
}

describe("metrics may be read", () => {
  it.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])("from this machine: %s", (address) => {
    expect(mayReadMetrics(from(address))).toBe(true);
  });

  it.each(["localhost:8787", "localhost", "[::1]:8787", "127.0.0.1"])("under the name %s", (host) => {
    expect(mayReadMetrics(from("127.0.0.1", { host }))).toBe(true);
  });

  it.each(["10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "8.8.8.8", ""])(
    "from %s only with the admin key",
    (address) => {
      expect(mayReadMetrics(from(address), KEY)).toBe(false);
      expect(mayReadMetrics(from(address, { authorization: `Bearer ${KEY}` }), KEY)).toBe(true);
      expect(mayReadMetrics(from(address, { authorization: `Bearer ${KEY}` }))).toBe(false);
      for (const wrong of [`${KEY}x`, KEY.slice(1), "", `${KEY} ${KEY}`]) {
        expect(mayReadMetrics(from(address, { authorization: `Bearer ${wrong}` }), KEY)).toBe(false);
      }
      expect(mayReadMetrics(from(address, { authorization: "Bearer " }), "")).toBe(false);
    },
  );

  it.each<[string, Record<string, string>]>([
    ["through a proxy on this machine", { "x-forwarded-for": "8.8.8.8" }],
    ["through another one", { forwarded: "for=8.8.8.8" }],
    ["by a page whose name points here", { host: "evil.example:8787" }],
    ["by a page whose name looks local", { host: "127.0.0.1.evil.example" }],
    ["without a name", { host: "" }],
  ])("not %s", (_how, headers) => {
    expect(mayReadMetrics(from("127.0.0.1", headers))).toBe(false);
  });
});

describe("/metrics", () => {
  async function start(render: () => Promise<string>) {
    const server = createServer((request, response) => {
      const metrics = { contentType: "text/plain; version=0.0.4", render };
      answerMetrics(metrics, KEY, request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  }

  it("answers with the metrics", async () => {
    const answer = await fetch(await start(async () => "hub_open_streams 0\n"));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).toBe("hub_open_streams 0\n");
  });

  it("says what to do, to those who may not see them", async () => {
    const answer = await fetch(await start(async () => "hub_open_streams 0\n"), {
      headers: { "x-forwarded-for": "8.8.8.8" },
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      error: { code: "invalid_api_key", message: expect.stringContaining("HUB_ADMIN_KEY") },
    });
  });

  it("is only read", async () => {
    const answer = await fetch(await start(async () => ""), { method: "POST" });
    expect(answer.status).toBe(405);
  });

  it("says that it fails, and not why", async () => {
    const answer = await fetch(await start(() => Promise.reject(new Error("sk-canary"))));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("canary");
  });
});
