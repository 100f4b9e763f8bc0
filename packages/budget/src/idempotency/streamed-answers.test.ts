import { describe, expect, it } from "vitest";
import type { Answer } from "./answer.ts";
import { createIdempotency, type Idempotency } from "./create-idempotency.ts";
import { json, never, outcome, REQUEST, SSE_HEADERS, shared, textOf, turns } from "./testing/requests.ts";

describe("a streamed answer", () => {
  const EVENTS = ['data: {"a":"ü"}\n\n', ": ping\n\n", 'data: {"b":2}\r\n\r\n', "data: [DONE]\n\n"];

  function stream(events: readonly string[], seen: string[] = [], headers = SSE_HEADERS): Answer {
    return {
      status: 200,
      headers,
      body: (async function* () {
        try {
          for (const event of events) {
            await turns();
            seen.push(event);
            yield event;
          }
        } finally {
          seen.push("closed");
        }
      })(),
    };
  }

  async function lead(idempotency: Idempotency, answer: Answer, signal?: AbortSignal): Promise<Answer> {
    const result = await idempotency.run({ ...REQUEST, signal }, async () => answer);
    if (result.role !== "leader") throw new Error("expected to lead");
    return result.answer;
  }

  it("is given again byte for byte, to those who wait and later, also elsewhere", async () => {
    const { instance } = shared();
    const one = instance();
    const answer = await lead(one, stream(EVENTS));
    const follower = one.run(REQUEST, never);
    expect(await textOf(answer)).toBe(EVENTS.join(""));
    expect(await outcome(await follower)).toEqual({
      role: "follower",
      status: 200,
      headers: SSE_HEADERS,
      body: EVENTS.join(""),
    });
    expect(await outcome(await instance().run(REQUEST, never))).toMatchObject({
      role: "replay",
      body: EVENTS.join(""),
    });
  });

  it("is kept before its reader sees the end", async () => {
    const { instance } = shared();
    await textOf(await lead(instance(), stream(EVENTS)));
    expect((await instance().run(REQUEST, never)).role).toBe("replay");
  });

  it("goes on for those who wait when its reader stops", async () => {
    const idempotency = createIdempotency();
    const answer = await lead(idempotency, stream(EVENTS));
    const follower = idempotency.run(REQUEST, never);
    await turns();
    for await (const _ of answer.body) break;
    expect(await outcome(await follower)).toMatchObject({ role: "follower", body: EVENTS.join("") });
  });

  it("goes on for those who wait when nobody ever read it", async () => {
    const idempotency = createIdempotency();
    const caller = new AbortController();
    const { body } = await lead(idempotency, stream(EVENTS), caller.signal);
    const follower = idempotency.run(REQUEST, never);
    await turns();
    caller.abort();
    await (body as AsyncIterableIterator<string>).return?.();
    expect(await outcome(await follower)).toMatchObject({ role: "follower", body: EVENTS.join("") });
  });

  it("ends with its reader where nobody waits", async () => {
    const idempotency = createIdempotency();
    const seen: string[] = [];
    const answer = await lead(idempotency, stream(EVENTS, seen));
    for await (const _ of answer.body) break;
    expect(seen).toEqual([EVENTS[0], "closed"]);
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it.each([
    ["breaks off", EVENTS.slice(0, 2)],
    ["ends in an error", [EVENTS[0] as string, 'data: {"error":{"message":"cut"}}\n\n']],
  ])("that %s is not given again", async (_, events) => {
    const idempotency = createIdempotency();
    const answer = await lead(idempotency, stream(events));
    const follower = idempotency.run(REQUEST, never);
    await textOf(answer);
    expect(await outcome(await follower)).toMatchObject({ role: "follower", body: events.join("") });
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it("that throws fails for those who wait", async () => {
    const idempotency = createIdempotency();
    const broken = (async function* () {
      yield EVENTS[0] as string;
      await turns();
      throw new Error("vendor hung up");
    })();
    const answer = await lead(idempotency, { status: 200, headers: SSE_HEADERS, body: broken });
    const follower = idempotency.run(REQUEST, never);
    await expect(textOf(answer)).rejects.toThrow("vendor hung up");
    await expect(follower).rejects.toThrow("vendor hung up");
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it("that is too large reaches its reader whole, and those who wait are told", async () => {
    const idempotency = createIdempotency({ maxAnswerBytes: 20 });
    const answer = await lead(idempotency, stream(EVENTS));
    const follower = idempotency.run(REQUEST, never);
    expect(await textOf(answer)).toBe(EVENTS.join(""));
    expect(await follower).toMatchObject({ role: "refused", refusal: { status: 410 } });
  });

  it("keeps what else its answer has for the caller that leads", async () => {
    const idempotency = createIdempotency();
    const heartbeat = { text: ": ping\n\n", everyMs: 1_000 };
    const result = await idempotency.run(REQUEST, async () => ({ ...stream(EVENTS), heartbeat }));
    expect(result).toMatchObject({ role: "leader", answer: { heartbeat } });
    if (result.role === "leader") await textOf(result.answer);
  });
});
