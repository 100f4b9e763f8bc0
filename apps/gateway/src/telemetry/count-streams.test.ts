import type { Hub, HubRequest, HubResponse } from "@hub/core";
import { describe, expect, it } from "vitest";
import { countStreams } from "./count-streams.ts";

const REQUEST: HubRequest = {
  method: "POST",
  path: "/v1/chat/completions",
  headers: {},
  readBody: async () => new Uint8Array(),
};

/** A hub that gives this body, and how many streams are under way. */
function count(body: HubResponse["body"]) {
  let open = 0;
  const hub: Hub = {
    handle: async () => ({ status: 200, headers: {}, body }),
    serves: () => true,
    drain: async () => {},
    draining: true,
    close: async () => {},
  };
  const counted = countStreams(hub, { streamOpened: () => open++, streamClosed: () => open-- });
  return { counted, open: () => open };
}

async function* words(error?: Error) {
  yield "one";
  yield "two";
  if (error) throw error;
}

async function bodyOf(hub: Hub): Promise<AsyncIterator<string>> {
  const { body } = await hub.handle(REQUEST);
  if (typeof body === "string") throw new Error("Expected a stream.");
  return body[Symbol.asyncIterator]();
}

describe("a streamed answer is counted", () => {
  it("until it has been read, with what it says as it was", async () => {
    const { counted, open } = count(words());
    const body = await bodyOf(counted);
    expect(open()).toBe(1);
    expect(await body.next()).toEqual({ done: false, value: "one" });
    expect(await body.next()).toEqual({ done: false, value: "two" });
    expect(open()).toBe(1);
    expect(await body.next()).toEqual({ done: true, value: undefined });
    await body.return?.();
    expect(open()).toBe(0);
  });

  it("until it is left, also before it was read", async () => {
    const { counted, open } = count(words());
    await (await bodyOf(counted)).return?.();
    expect(open()).toBe(0);
  });

  it("until it fails", async () => {
    const { counted, open } = count(words(new Error("broken")));
    const body = await bodyOf(counted);
    await body.next();
    await body.next();
    await expect(body.next()).rejects.toThrow("broken");
    expect(open()).toBe(0);
  });
});

it("a whole answer is none, and the hub is otherwise as it was", async () => {
  const { counted, open } = count("whole");
  expect((await counted.handle(REQUEST)).body).toBe("whole");
  expect(open()).toBe(0);
  expect([counted.draining, counted.serves("/")]).toEqual([true, true]);
});
