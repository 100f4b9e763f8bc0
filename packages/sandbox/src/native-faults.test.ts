import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SandboxFaults } from "./faults.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";
import { pick } from "./testing/client.ts";
import { type NativeCall, nativeRequest, postNative } from "./testing/native-client.ts";
import { readChunks, readEvents } from "./testing/read-events.ts";
import { readFrames } from "./testing/read-frames.ts";
import { fetchToken } from "./testing/vertex-token.ts";

/** Vendors whose formats are their own, beside Anthropic. */
const ids = ["google", "vertex", "bedrock"] as const;
type Id = (typeof ids)[number];

const models = { google: "gemini-2.5-flash", vertex: "gemini-2.5-flash", bedrock: "us.amazon.nova-lite-v1:0" };
const question = "Grüße aus Köln 👋";
const chat = (id: Id) =>
  id === "bedrock"
    ? { messages: [{ role: "user", content: [{ text: question }] }] }
    : { contents: [{ role: "user", parts: [{ text: question }] }] };

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ids });
  token = await fetchToken(sandbox.vendors.vertex);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  for (const id of ids) sandbox.vendors[id].clear();
});

const callOf = (id: Id, faults: SandboxFaults, call: Partial<NativeCall> = {}): NativeCall => ({
  model: models[id],
  token,
  headers: { "x-sandbox-faults": JSON.stringify(faults) },
  ...call,
});
const send = (id: Id, faults: SandboxFaults = {}, call: Partial<NativeCall> = {}) =>
  postNative(id, sandbox.vendors[id], chat(id), callOf(id, faults, call));
const stream = async (id: Id, faults: SandboxFaults = {}) => (await send(id, faults, { isStream: true })).bytes;

const eventsOf = (id: Id, bytes: Buffer): readonly unknown[] =>
  id === "bedrock" ? readFrames(bytes).map(({ json }) => json) : readChunks(bytes.toString());
const textOf = (event: unknown) =>
  pick(event, "delta", "text") ?? pick(event, "candidates", 0, "content", "parts", 0, "text") ?? "";
const spelled = (id: Id, bytes: Buffer) => eventsOf(id, bytes).map(textOf).join("");

/** Sends a streamed request with node:http and reports how it ends; `fetch` hides the bytes before a cut. */
function rawStream(id: Id, faults: SandboxFaults): Promise<{ bytes: number; error: string | undefined }> {
  const { url, headers } = nativeRequest(id, sandbox.vendors[id], callOf(id, faults, { isStream: true }));
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (error?: Error) => resolve({ bytes, error: error?.message });
    const sent = httpRequest(url, { method: "POST", headers, agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => done());
      response.on("error", done);
    });
    sent.on("error", done);
    sent.end(JSON.stringify(chat(id)));
  });
}

describe.each(ids)("%s", (id) => {
  it.each([400, 401, 403, 404, 413, 429, 500, 503, 504])("fails natively with %i", async (status) => {
    const { status: got, headers, json } = await send(id, { status, retryAfter: "7" });
    expect([got, headers.get("retry-after")]).toEqual([status, "7"]);
    if (id === "bedrock") {
      expect(json).toEqual({ message: expect.any(String) as string });
      expect(headers.get("x-amzn-errortype")).toMatch(/^[A-Za-z]+(Exception):http:/);
    } else {
      expect(pick(json, "error")).toMatchObject({
        code: status,
        message: expect.any(String) as string,
        status: expect.stringMatching(/^[A-Z_]+$/) as string,
      });
    }
  });

  it("can answer with a proxy's HTML page or with nothing", async () => {
    const html = await send(id, { html: true });
    expect([html.status, html.headers.get("content-type")]).toEqual([502, "text/html"]);
    const empty = await send(id, { emptyBody: true, status: 500 });
    expect([empty.status, empty.text]).toEqual([500, ""]);
  });

  it("queues faults and logs requests", async () => {
    sandbox.vendors[id].failNext({ status: 429 });
    expect([(await send(id)).status, (await send(id)).status]).toEqual([429, 200]);
    const { requests } = sandbox.vendors[id];
    expect(requests.map(({ status }) => status)).toEqual([429, 200]);
    expect(requests[0]?.body).toEqual(chat(id));
  });

  it("streams the same text however the bytes are cut", async () => {
    const plain = spelled(id, await stream(id));
    expect(plain).toContain(question);
    for (const faults of [
      { chunkBytes: 3, usage: "omit" },
      { chunkBytes: 7 },
      { chunkDelayMs: 1 },
      { pings: 3 },
    ] as const) {
      expect(spelled(id, await stream(id, faults)), JSON.stringify(faults)).toBe(plain);
    }
  });

  it("has as many content events as output tokens", async () => {
    const events = eventsOf(id, await stream(id, { outputTokens: 40 }));
    expect(events.filter((event) => textOf(event) !== "")).toHaveLength(40);
  });

  it("reports no usage when told", async () => {
    for (const event of eventsOf(id, await stream(id, { usage: "omit" }))) {
      expect(pick(event, "usage") ?? pick(event, "usageMetadata")).toBeUndefined();
    }
  });

  it("cuts the socket after n bytes, or without one", async () => {
    expect(await rawStream(id, { cutAfterBytes: 100 })).toEqual({ bytes: 100, error: "aborted" });
    expect(await rawStream(id, { cutAfterBytes: 0 })).toEqual({ bytes: 0, error: "aborted" });
    expect(await rawStream(id, { closeSocketBeforeResponse: true })).toEqual({ bytes: 0, error: "socket hang up" });
  });

  it("stalls after events, and notes when the client leaves", async () => {
    const { url, headers } = nativeRequest(
      id,
      sandbox.vendors[id],
      callOf(id, { stallAfterEvents: 2 }, { isStream: true }),
    );
    const abort = new AbortController();
    const body = JSON.stringify(chat(id));
    const response = await fetch(url, { method: "POST", headers, body, signal: abort.signal });
    const reader = response.body?.getReader();
    let received = Buffer.alloc(0);
    const count = () => (received.length === 0 ? 0 : eventsOf(id, received).length);
    while (count() < 2) received = Buffer.concat([received, (await reader?.read())?.value ?? new Uint8Array(0)]);
    expect(count()).toBe(2);
    abort.abort();
    await vi.waitFor(() => expect(sandbox.vendors[id].openRequests).toBe(0));
    expect(sandbox.vendors[id].requests.at(-1)?.closedByClientAt).toEqual(expect.any(Number));
  });

  it("ends a stream with the vendor's native error", async () => {
    const bytes = await stream(id, { errorEventAt: 3 });
    expect(eventsOf(id, bytes)).toHaveLength(3);
    if (id === "bedrock") {
      const last = readFrames(bytes).at(-1);
      expect(last?.headers).toMatchObject({
        ":message-type": "exception",
        ":exception-type": "throttlingException",
      });
      expect(last?.json).toEqual({ message: expect.any(String) as string });
    } else {
      expect(pick(eventsOf(id, bytes).at(-1), "error")).toMatchObject({ code: 503, status: "UNAVAILABLE" });
    }
  });
});

describe("Google's streams", () => {
  it("take the asked line ends, and comments as pings", async () => {
    const text = (await stream("google", { lineEnding: "\n", pings: 2 })).toString();
    expect(text).not.toContain("\r");
    expect(text.match(/^: ping$/gm)).toHaveLength(2);
  });

  it("hold a broken event where asked", async () => {
    const events = readEvents((await stream("google", { malformedEventAt: 2 })).toString());
    const broken = events.filter(({ data }) => !data.endsWith("}"));
    expect(broken).toHaveLength(1);
    expect(events.indexOf(broken[0] as (typeof events)[number])).toBe(1);
  });

  it("stay one array when they end with an error", async () => {
    const { json } = await send("google", { errorEventAt: 3, pings: 1 }, { isStream: true, sse: false });
    expect(json).toHaveLength(3);
    expect(pick(json, 2, "error", "code")).toBe(503);
    const first = await send("google", { errorEventAt: 1 }, { isStream: true, sse: false });
    expect(pick(first.json, 0, "error", "code")).toBe(503);
  });
});

describe("Bedrock's frames", () => {
  it("have a wrong checksum where asked", async () => {
    const bytes = await stream("bedrock", { wrongChecksumAt: 3 });
    expect(() => readFrames(bytes)).toThrow("frame 2: message CRC");
    expect(bytes.length).toBe((await stream("bedrock")).length);
  });

  it("hold half an event in a whole frame where asked", async () => {
    const frames = readFrames(await stream("bedrock", { malformedEventAt: 2 }));
    expect(frames.map(({ json }, index) => (json === undefined ? index : -1)).filter((index) => index >= 0)).toEqual([
      1,
    ]);
  });

  it("say ping with an event that clients do not know", async () => {
    const types = readFrames(await stream("bedrock", { pings: 2 })).map(({ headers }) => headers[":event-type"]);
    expect(types.filter((type) => type === "ping")).toHaveLength(2);
  });
});
