import { ChatChunk, HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createHub, type HubOptions } from "./hub.ts";
import { routeTo } from "./stages/plan.ts";
import { unlimited } from "./stages/reserve.ts";
import type { Settlement } from "./stages/settle.ts";
import {
  chatRequest,
  chunk,
  chunksOf,
  completion,
  ended,
  eventsOf,
  metered,
  opened,
  said,
  scriptedProvider,
  textOf,
  USAGE,
} from "./test-support.ts";

/** A hub that remembers how its requests ended. */
function hubWith(options: Partial<HubOptions> = {}) {
  const settlements: Settlement[] = [];
  const hub = createHub({
    providers: [scriptedProvider("acme")],
    ...options,
    settle: (settlement) => void settlements.push(settlement),
  });
  return { hub, settlements };
}

const streaming = (chunks: () => AsyncIterable<ChatChunk>) =>
  scriptedProvider("acme", { stream: () => ({ chunks: chunks(), droppedParams: [] }) });

describe("the way of a request", () => {
  it("passes the stages in their order", async () => {
    const order: string[] = [];
    const passing = <T>(stage: string, value: T): T => {
      order.push(stage);
      return value;
    };
    const provider = scriptedProvider("acme", {
      complete: () => {
        order.push("attempt");
        return { completion: completion("hello"), droppedParams: [] };
      },
    });
    const hub = createHub({
      providers: [provider],
      authenticate: () => passing("authenticate", { keyId: "k", account: "a" }),
      inspect: (request) => {
        order.push("inspect");
        const restorer = {
          completion: (whole: ReturnType<typeof completion>) => passing("restore", whole),
          chunk: (piece: ChatChunk) => [piece],
          end: () => [],
        };
        return { request, restorer };
      },
      plan: () => passing("plan", routeTo([{ provider, model: "m", reason: "test", mode: "managed" }])),
      reserve: (request, exchange) => passing("reserve", unlimited(request, exchange)),
      settle: () => void order.push("settle"),
    });
    const readBody = async () => {
      order.push("parse");
      return { json: { model: "m", messages: [{ role: "user", content: "hi" }] } };
    };
    expect((await hub.handle(chatRequest({}, { readBody }))).status).toBe(200);
    expect(order).toEqual(["authenticate", "parse", "inspect", "plan", "reserve", "attempt", "restore", "settle"]);
  });

  it("sends on what inspection and reservation made of the request, under the vendor's own model id", async () => {
    const provider = scriptedProvider("acme");
    const { hub } = hubWith({
      providers: [provider],
      inspect: (request) => ({ request: { ...request, user: "inspected" } }),
      reserve: (request, exchange) => unlimited({ ...request, max_tokens: 7 }, exchange),
    });
    await hub.handle(chatRequest());
    expect(provider.calls[0]?.request).toMatchObject({ model: "model-1", user: "inspected", max_tokens: 7 });
  });

  it.each(["authenticate", "inspect", "plan", "reserve"] as const)(
    "stops at a stage that refuses (%s), before any vendor hears of it, and settles once",
    async (stage) => {
      const provider = scriptedProvider("acme");
      const refuse = () => {
        throw new HubError("policy_denied", "no");
      };
      const { hub, settlements } = hubWith({ providers: [provider], [stage]: refuse });
      const response = await hub.handle(chatRequest({ stream: true }));
      expect(response.status).toBe(403);
      expect(response.headers["content-type"]).toContain("application/json");
      expect(provider.calls).toEqual([]);
      expect(settlements).toMatchObject([{ outcome: "failed", status: 403 }]);
    },
  );

  it("does not read the body of a caller it does not know", async () => {
    let read = false;
    const { hub } = hubWith({
      authenticate: () => {
        throw new HubError("invalid_api_key", "who?");
      },
    });
    const readBody = async () => {
      read = true;
      return new Uint8Array();
    };
    expect((await hub.handle(chatRequest({}, { readBody }))).status).toBe(401);
    expect(read).toBe(false);
  });

  it("answers with the model's name as the caller wrote it, and settles with the vendor's usage", async () => {
    const { hub, settlements } = hubWith();
    const body = JSON.parse(await textOf(await hub.handle(chatRequest())));
    expect(body).toMatchObject({ model: "acme/model-1", choices: [{ message: { content: "hello" } }] });
    expect(settlements).toMatchObject([{ outcome: "answered", status: 200, streamed: false, usage: USAGE }]);
  });

  it("says in a header how many of each kind inspection has hidden", async () => {
    const { hub } = hubWith({ inspect: (request) => ({ request, redactions: { EMAIL_ADDRESS: 2, US_SSN: 1 } }) });
    const { headers } = await hub.handle(chatRequest());
    expect(headers["x-hub-redactions"]).toBe("EMAIL_ADDRESS=2,US_SSN=1");
    expect((await hubWith().hub.handle(chatRequest())).headers).not.toHaveProperty("x-hub-redactions");
  });

  it("says so as well of a request that inspection does not let out", async () => {
    const blocked = new HubError("pii_policy_violation", "US_SSN at /messages/0/content");
    const { hub, settlements } = hubWith({
      inspect: (request) => ({ request, redactions: { EMAIL_ADDRESS: 1 }, blocked }),
    });
    const { status, headers } = await hub.handle(chatRequest());
    expect({ status, redactions: headers["x-hub-redactions"] }).toEqual({ status: 400, redactions: "EMAIL_ADDRESS=1" });
    expect(settlements).toMatchObject([{ outcome: "failed", status: 400 }]);
  });

  it("hides a failure of its own behind a bare 500 and reports it", async () => {
    const failures: unknown[] = [];
    const { hub, settlements } = hubWith({
      inspect: () => {
        throw new TypeError("secret detail");
      },
      onInternalError: (error) => void failures.push(error),
    });
    const response = await hub.handle(chatRequest());
    expect(response.status).toBe(500);
    expect(await textOf(response)).not.toContain("secret detail");
    expect(failures).toMatchObject([{ message: "secret detail" }]);
    expect(settlements).toMatchObject([{ outcome: "failed", status: 500 }]);
  });
});

describe("a failure of the hub itself", () => {
  const restorer = {
    completion: (whole: ReturnType<typeof completion>) => whole,
    chunk: (piece: ChatChunk) => {
      if (piece.choices[0]?.delta.content === "b") throw new TypeError("secret detail");
      return [piece];
    },
    end: () => [],
  };

  it("in the middle of a stream is reported once, and told without its detail", async () => {
    const failures: unknown[] = [];
    const { hub } = hubWith({
      providers: [streaming(() => chunksOf(said("a"), said("b"), ended()))],
      inspect: (request) => ({ request, restorer }),
      onInternalError: (error) => void failures.push(error),
    });
    const text = await textOf(await hub.handle(chatRequest({ stream: true })));
    expect(text).toContain('"code":"internal_error"');
    expect(text).not.toContain("secret detail");
    expect(failures).toMatchObject([{ message: "secret detail" }]);
  });

  it("is answered also when the report of it fails", async () => {
    const fail = () => {
      throw new Error("no");
    };
    const { hub } = hubWith({ authenticate: fail, onInternalError: fail });
    expect((await hub.handle(chatRequest())).status).toBe(500);
    expect((await hub.handle({ ...chatRequest(), method: "GET", path: "/v1/models" })).status).toBe(500);
  });

  it("to warn does not end the answer", async () => {
    const failures: unknown[] = [];
    const provider = scriptedProvider("acme", {
      stream: ({ onWarning }) => {
        onWarning?.("odd");
        return { chunks: chunksOf(said("a"), ended()), droppedParams: [] };
      },
    });
    const { hub } = hubWith({
      providers: [provider],
      onWarning: () => {
        throw new Error("no");
      },
      onInternalError: (error) => void failures.push(error),
    });
    expect(await eventsOf(await hub.handle(chatRequest({ stream: true })))).toContain("[DONE]");
    expect(failures).toHaveLength(1);
  });
});

describe("a settlement that fails", () => {
  it("costs the caller nothing and is reported", async () => {
    const failures: unknown[] = [];
    const hub = createHub({
      providers: [scriptedProvider("acme")],
      settle: () => {
        throw new Error("the ledger is gone");
      },
      onInternalError: (error) => void failures.push(error),
    });
    expect((await hub.handle(chatRequest())).status).toBe(200);
    expect(await eventsOf(await hub.handle(chatRequest({ stream: true })))).toContain("[DONE]");
    expect(failures).toHaveLength(2);
  });
});

describe("a streamed answer", () => {
  it("is valid chunks, in order, and one [DONE]", async () => {
    const { hub, settlements } = hubWith({
      providers: [streaming(() => chunksOf(opened(), said("hel"), said("lo"), ended(), metered()))],
    });
    const response = await hub.handle(chatRequest({ stream: true }));
    expect(response.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    const events = await eventsOf(response);
    expect(events.pop()).toBe("[DONE]");
    const chunks = events.map((event) => ChatChunk.parse(event));
    expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual(["", "hel", "lo", undefined]);
    expect(chunks.every(({ model, usage }) => model === "acme/model-1" && usage === undefined)).toBe(true);
    expect(settlements).toMatchObject([{ outcome: "answered", streamed: true, usage: USAGE }]);
  });

  it("has usage on one last chunk and null before it, when asked for", async () => {
    const { hub } = hubWith({ providers: [streaming(() => chunksOf(said("x"), ended(), metered()))] });
    const events = await eventsOf(
      await hub.handle(chatRequest({ stream: true, stream_options: { include_usage: true } })),
    );
    expect(events).toMatchObject([{ usage: null }, { usage: null }, { choices: [], usage: USAGE }, "[DONE]"]);
  });

  it("that fails before its first content is a plain error with its own status", async () => {
    const overloaded = new HubError("upstream_error", "overloaded", { status: 503 });
    const { hub, settlements } = hubWith({ providers: [streaming(() => chunksOf(opened(), overloaded))] });
    const response = await hub.handle(chatRequest({ stream: true }));
    expect(response.status).toBe(503);
    expect(JSON.parse(await textOf(response))).toMatchObject({ error: { code: "upstream_error" } });
    expect(settlements).toMatchObject([{ outcome: "failed", status: 503 }]);
  });

  it("that fails after content ends with one error event: no [DONE], no made-up finish", async () => {
    const cut = new HubError("upstream_error", "cut");
    const { hub, settlements } = hubWith({ providers: [streaming(() => chunksOf(said("par"), said("tial"), cut))] });
    const events = await eventsOf(await hub.handle(chatRequest({ stream: true })));
    expect(events).toMatchObject([
      { choices: [{ delta: { content: "par" }, finish_reason: null }] },
      { choices: [{ delta: { content: "tial" }, finish_reason: null }] },
      { error: { message: "cut", code: "upstream_error" } },
    ]);
    expect(settlements).toMatchObject([{ outcome: "failed", status: 502, streamed: true }]);
  });

  it.each([
    ["before its first event", 0],
    ["in its middle", 1],
  ])("left by its reader %s ends the vendor's stream and settles as aborted", async (_when, reads) => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield said("more");
      } finally {
        ended = true;
      }
    }
    const { hub, settlements } = hubWith({ providers: [streaming(endless)] });
    const { body } = await hub.handle(chatRequest({ stream: true }));
    const iterator = (body as AsyncIterable<string>)[Symbol.asyncIterator]();
    for (let read = 0; read < reads; read++) await iterator.next();
    await iterator.return?.();
    expect(ended).toBe(true);
    expect(settlements).toMatchObject([{ outcome: "aborted", streamed: true }]);
    await hub.drain();
  });

  it("begins without content when the vendor takes longer than the heartbeat, and tells an error inside", async () => {
    const gate = Promise.withResolvers<void>();
    async function* late() {
      await gate.promise;
      yield* chunksOf(new HubError("upstream_timeout", "too late"));
    }
    const { hub, settlements } = hubWith({ heartbeatMs: 5, providers: [streaming(late)] });
    const response = await hub.handle(chatRequest({ stream: true }));
    expect(response).toMatchObject({ status: 200, heartbeat: { text: ": still here\n\n", everyMs: 5 } });
    gate.resolve();
    expect(await eventsOf(response)).toMatchObject([{ error: { code: "upstream_timeout" } }]);
    expect(settlements).toMatchObject([{ outcome: "failed", status: 504 }]);
  });

  it("goes through the restorer: what it holds back comes at the end, before the usage", async () => {
    const { hub } = hubWith({
      providers: [streaming(() => chunksOf(said("a"), said("b"), ended(), metered()))],
      inspect: (request) => ({
        request,
        restorer: {
          completion: (whole) => whole,
          chunk: (piece) => (piece.choices[0]?.delta.content === "b" ? [] : [piece]),
          end: () => [chunk({ content: "held" })],
        },
      }),
    });
    const events = await eventsOf(
      await hub.handle(chatRequest({ stream: true, stream_options: { include_usage: true } })),
    );
    expect(events).toMatchObject([
      { choices: [{ delta: { content: "a" } }] },
      { choices: [{ finish_reason: "stop" }] },
      { choices: [{ delta: { content: "held" } }] },
      { choices: [], usage: USAGE },
      "[DONE]",
    ]);
  });
});

describe("fields that a vendor cannot express", () => {
  const provider = scriptedProvider("acme", {
    complete: ({ strictParams }) => {
      if (strictParams) throw new HubError("unsupported_parameter", "no", { param: "seed" });
      return { completion: completion("x"), droppedParams: ["seed", "messages[].name"] };
    },
  });

  it("are named in a header", async () => {
    const { hub } = hubWith({ providers: [provider] });
    const { headers } = await hub.handle(chatRequest({ seed: 1 }));
    expect(headers["x-hub-dropped-params"]).toBe("seed,messages[].name");
  });

  it("are counted where the header would be too long for them, and cannot pass for others", async () => {
    const params = [`odd,name`, ...Array.from({ length: 900 }, (_, index) => `field_${index}`)];
    const many = scriptedProvider("acme", {
      complete: () => ({ completion: completion("x"), droppedParams: params }),
    });
    const { headers } = await hubWith({ providers: [many] }).hub.handle(chatRequest());
    const named = headers["x-hub-dropped-params"]?.split(",") ?? [];
    expect(named[0]).toBe("odd?name");
    expect(named.at(-1)).toBe(`+${params.length - (named.length - 1)}`);
    expect(headers["x-hub-dropped-params"]?.length).toBeLessThan(4_010);
  });

  it.each([
    [true, undefined, 400],
    [false, "true", 400],
    [false, " TRUE ", 400],
    [false, "1", 400],
    [true, "false", 200],
    [true, "maybe", 400],
    [false, undefined, 200],
  ])("with strictParams %s and the header %s answer %i", async (strictParams, header, status) => {
    const { hub } = hubWith({ providers: [provider], strictParams });
    const headers = { "content-type": "application/json", ...(header && { "x-hub-strict-params": header }) };
    expect((await hub.handle(chatRequest({ seed: 1 }, { headers }))).status).toBe(status);
  });
});
