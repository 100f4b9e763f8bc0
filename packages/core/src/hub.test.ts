import { HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createHub } from "./hub.ts";
import { chatRequest, chunksOf, eventsOf, opened, said, scriptedProvider, textOf } from "./test-support.ts";

const get = (path: string) => ({ ...chatRequest(), method: "GET", path });

describe("a hub", () => {
  it("lists the models of all vendors in OpenAI's form", async () => {
    const hub = createHub({ providers: [scriptedProvider("acme"), scriptedProvider("bolt")] });
    const list = JSON.parse(await textOf(await hub.handle(get("/v1/models"))));
    expect(list).toEqual({
      object: "list",
      data: ["acme", "bolt"].map((id) => ({
        id: `${id}/model-1`,
        object: "model",
        created: 1_700_000_000,
        owned_by: id,
      })),
    });
  });

  it.each(["/v1/models/acme/model-1", "/v1/models/acme%2Fmodel-1"])("shows one model at %s", async (path) => {
    const hub = createHub({ providers: [scriptedProvider("acme")] });
    expect(JSON.parse(await textOf(await hub.handle(get(path))))).toMatchObject({
      id: "acme/model-1",
      object: "model",
    });
  });

  it.each([
    ["GET", "/v1/models/nobody", 404, "model_not_found"],
    ["GET", "/v1/models/%E0%A4%A", 404, "model_not_found"],
    ["GET", "/v1/chat/completions", 405, "method_not_allowed"],
    ["POST", "/v1/models", 405, "method_not_allowed"],
    ["POST", "/v1/embeddings", 404, "unknown_url"],
    ["GET", "/", 404, "unknown_url"],
  ])("answers %s %s with %i %s", async (method, path, status, code) => {
    const hub = createHub({ providers: [scriptedProvider("acme")] });
    const response = await hub.handle({ ...chatRequest(), method, path });
    expect(response.status).toBe(status);
    expect(JSON.parse(await textOf(response)).error.code).toBe(code);
    const allowed = path === "/v1/models" ? "GET" : "POST";
    expect(response.headers.allow).toBe(status === 405 ? allowed : undefined);
  });

  it("asks for a key also where models are only looked at", async () => {
    const authenticate = () => {
      throw new HubError("invalid_api_key", "no");
    };
    const hub = createHub({ providers: [scriptedProvider("acme")], authenticate });
    expect((await hub.handle(get("/v1/models"))).status).toBe(401);
    expect((await hub.handle(get("/v1/models/acme/model-1"))).status).toBe(401);
  });

  it("names each request, the vendor and the way to it, on answers and on errors", async () => {
    const down = scriptedProvider("acme", { complete: () => Promise.reject(new HubError("upstream_error", "down")) });
    for (const [provider, status] of [
      [scriptedProvider("acme"), 200],
      [down, 502],
    ] as const) {
      const { headers, status: answered } = await createHub({ providers: [provider] }).handle(chatRequest());
      expect(answered).toBe(status);
      expect(headers).toMatchObject({
        "x-hub-correlation-id": expect.stringMatching(/^req_[0-9a-f]{32}$/),
        "x-request-id": headers["x-hub-correlation-id"],
        "x-hub-scan-ms": expect.stringMatching(/^\d+\.\d\d$/),
        "x-hub-provider": "acme",
        "x-hub-model": "model-1",
        "x-hub-mode": "managed",
        "x-hub-route-reason": "pinned",
        "x-hub-attempts": "1",
      });
    }
  });

  it("writes no header that a model's name could break out of", async () => {
    const hub = createHub({ providers: [scriptedProvider("acme")] });
    const { headers } = await hub.handle(chatRequest({ model: "acme/x\r\nset-cookie: a=b\u00e9" }));
    expect(headers["x-hub-model"]).toBe("x??set-cookie:?a=b?");
  });

  it.each([
    [new HubError("rate_limit_exceeded", "slow down", { retryAfterMs: 1_500 }), "2", "1500", undefined],
    [new HubError("rate_limit_exceeded", "slow down"), "1", "1000", undefined],
    [new HubError("quota_exceeded", "enough", { retryAfterMs: 60_000 }), "60", "60000", "false"],
    [new HubError("upstream_auth_error", "refused"), undefined, undefined, "false"],
    [new HubError("upstream_error", "down"), undefined, undefined, undefined],
  ])("tells a client when and whether to try again: %s", async (error, seconds, milliseconds, shouldRetry) => {
    const provider = scriptedProvider("acme", { complete: () => Promise.reject(error) });
    const { headers } = await createHub({ providers: [provider] }).handle(chatRequest());
    expect([headers["retry-after"], headers["retry-after-ms"], headers["x-should-retry"]]).toEqual([
      seconds,
      milliseconds,
      shouldRetry,
    ]);
  });

  it("refuses two providers of one name", () => {
    expect(() => createHub({ providers: [scriptedProvider("acme"), scriptedProvider("acme")] })).toThrow("acme");
  });

  it("that drains refuses new requests and waits for the last stream", async () => {
    const gate = Promise.withResolvers<void>();
    async function* slow() {
      yield* chunksOf(opened(), said("x"));
      await gate.promise;
      yield* chunksOf(said("y"));
    }
    const provider = scriptedProvider("acme", { stream: () => ({ chunks: slow(), droppedParams: [] }) });
    const statuses: number[] = [];
    const hub = createHub({ providers: [provider], settle: ({ status }) => void statuses.push(status) });
    const response = await hub.handle(chatRequest({ stream: true }));
    let drained = false;
    const draining = hub.drain().then(() => {
      drained = true;
    });
    const refused = await hub.handle(chatRequest());
    expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(JSON.parse(await textOf(refused)).error.code).toBe("shutting_down");
    expect(drained).toBe(false);
    gate.resolve();
    expect(await eventsOf(response)).toHaveLength(4);
    await draining;
    expect(statuses).toEqual([503, 200]);
  });

  it("that is idle drains at once, and closes its providers", async () => {
    let closed = 0;
    const hub = createHub({
      providers: [
        {
          ...scriptedProvider("acme"),
          close: async () => {
            closed++;
          },
        },
      ],
    });
    await hub.drain();
    await hub.close();
    expect(closed).toBe(1);
  });
});
