import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SandboxFaults } from "../faults.ts";
import { type Sandbox, startSandbox } from "../start-sandbox.ts";
import { chatRequest, pick, postChat } from "../testing/client.ts";
import { readChunks, readEvents } from "../testing/read-events.ts";

const ids = ["together", "xai", "mistral", "deepinfra"] as const;
type Id = (typeof ids)[number];

const models: Readonly<Record<Id, string>> = {
  together: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  xai: "grok-3",
  mistral: "mistral-large-latest",
  deepinfra: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ids });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  for (const id of ids) sandbox.vendors[id].clear();
});

const chat = (id: Id, text = "Grüße aus Köln 👋", more: Record<string, unknown> = {}) => ({
  model: models[id],
  messages: [{ role: "user", content: text }],
  ...more,
});

const withFaults = (faults: SandboxFaults) => ({ "x-sandbox-faults": JSON.stringify(faults) });
const send = (id: Id, faults: SandboxFaults = {}, text?: string) =>
  postChat(id, sandbox.vendors[id], chat(id, text), withFaults(faults));
const stream = (id: Id, faults: SandboxFaults = {}, text?: string) =>
  postChat(id, sandbox.vendors[id], chat(id, text, { stream: true }), withFaults(faults));

/** The text that a stream's chunks spell. */
const spelled = (text: string) =>
  readChunks(text)
    .map((chunk) => pick(chunk, "choices", 0, "delta", "content") ?? "")
    .join("");

/** The sentence of an error in any of the vendors' shapes. */
function sentenceOf(json: unknown): unknown {
  const places = [["error", "message"], ["error"], ["detail", "error"], ["detail"], ["message"]] as const;
  return places.map((path) => pick(json, ...path)).find((value) => typeof value === "string");
}

/** Sends a request with node:http and reports how it ends; `fetch` hides the bytes before a cut. */
function rawPost(id: Id, faults: SandboxFaults): Promise<{ bytes: number; error: string | undefined }> {
  const { url, headers } = chatRequest(id, sandbox.vendors[id]);
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (error?: Error) => resolve({ bytes, error: error?.message });
    const options = { method: "POST", headers: { ...headers, ...withFaults(faults) }, agent: false };
    const sent = httpRequest(url, options, (response) => {
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => done());
      response.on("error", done);
    });
    sent.on("error", done);
    sent.end(JSON.stringify(chat(id, undefined, { stream: true })));
  });
}

describe.each(ids)("%s", (id) => {
  it("answers the same body with the same answer", async () => {
    const [first, second] = [await send(id), await send(id)].map(({ json }) => ({ ...json, created: 0 }));
    expect(first).toEqual(second);
  });

  it("spells the same text whole and streamed, and ends with [DONE]", async () => {
    const { text } = await stream(id);
    expect(readEvents(text).at(-1)?.data).toBe("[DONE]");
    expect(spelled(text)).toContain("Grüße aus Köln 👋");
    expect(spelled(text)).toBe(pick((await send(id)).json, "choices", 0, "message", "content"));
  });

  it.each([400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529])(
    "fails natively with %i",
    async (status) => {
      const answer = await send(id, { status, retryAfter: "7" });
      expect(answer.status).toBe(status);
      expect(answer.headers.get("retry-after")).toBe("7");
      expect(sentenceOf(answer.json)).toMatch(/\w/);
    },
  );

  it("reads faults from the last user message, and says what is wrong with them", async () => {
    expect((await send(id, {}, 'Hello [[sandbox {"status":503}]]')).status).toBe(503);
    const wrong = await send(id, {}, 'Hello [[sandbox {"statsu":503}]]');
    expect(wrong.status).toBe(400);
    expect(sentenceOf(wrong.json)).toContain("unknown field 'statsu'");
  });

  it("merges faults: request over queue over vendor", async () => {
    const vendor = sandbox.vendors[id];
    vendor.faults = { status: 500 };
    vendor.failNext({ status: 429 });
    expect([(await send(id)).status, (await send(id, { status: 503 })).status, (await send(id)).status]).toEqual([
      429, 503, 500,
    ]);
    vendor.faults = {};
    expect((await send(id)).status).toBe(200);
  });

  it("can answer with a proxy's HTML page or with nothing", async () => {
    const html = await send(id, { html: true });
    expect([html.status, html.headers.get("content-type")]).toEqual([502, "text/html"]);
    const empty = await send(id, { emptyBody: true, status: 500 });
    expect([empty.status, empty.text]).toEqual([500, ""]);
  });

  it("streams the same text however the bytes are cut", async () => {
    const plain = spelled((await stream(id)).text);
    for (const faults of [
      { chunkBytes: 1 },
      { chunkBytes: 7, lineEnding: "\r\n" },
      { bom: true },
      { pings: 5 },
      { chunkDelayMs: 1, jitterMs: 1 },
    ] as SandboxFaults[]) {
      expect(spelled((await stream(id, faults)).text), JSON.stringify(faults)).toBe(plain);
    }
  });

  it("sends a broken event before the n-th", async () => {
    const events = readEvents((await stream(id, { malformedEventAt: 3 })).text);
    expect(() => JSON.parse(events[2]?.data ?? "")).toThrow();
    expect(JSON.parse(events[3]?.data ?? "")).toHaveProperty("choices");
  });

  it("ends a stream with an error that has the vendor's shape, without [DONE]", async () => {
    const events = readEvents((await stream(id, { errorEventAt: 4 })).text);
    expect(events).toHaveLength(4);
    expect(sentenceOf(JSON.parse(events.at(-1)?.data ?? "{}"))).toMatch(/\w/);
  });

  it("has as many content events as output tokens, and one event as large as asked", async () => {
    const content = readChunks((await stream(id, { outputTokens: 40 })).text).filter((chunk) =>
      pick(chunk, "choices", 0, "delta", "content"),
    );
    expect(content).toHaveLength(40);
    const sizes = readEvents((await stream(id, { eventBytes: 1_000_000 })).text).map(({ data }) => data.length);
    expect(Math.max(...sizes)).toBeGreaterThan(1_000_000);
  });

  it("cuts the socket after n bytes, or closes it without one", async () => {
    expect(await rawPost(id, { cutAfterBytes: 100 })).toEqual({ bytes: 100, error: "aborted" });
    expect(await rawPost(id, { closeSocketBeforeResponse: true })).toEqual({ bytes: 0, error: "socket hang up" });
  });

  it("notes when the client leaves a stalled stream", async () => {
    const { url, headers } = chatRequest(id, sandbox.vendors[id]);
    const abort = new AbortController();
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, ...withFaults({ stallAfterEvents: 2 }) },
      body: JSON.stringify(chat(id, "Hi", { stream: true })),
      signal: abort.signal,
    });
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(sandbox.vendors[id].openRequests).toBe(1));
    abort.abort();
    await vi.waitFor(() => expect(sandbox.vendors[id].openRequests).toBe(0));
    expect(sandbox.vendors[id].requests[0]?.closedByClientAt).toEqual(expect.any(Number));
  });

  it("sends a fresh request id, and the rate limits that the vendor names", async () => {
    const names = {
      together: ["x-request-id", "x-ratelimit-remaining", "x-tokenlimit-remaining"],
      xai: ["x-request-id", "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens"],
      mistral: ["mistral-correlation-id", "x-ratelimit-remaining-req-minute", "x-ratelimit-remaining-tokens-minute"],
      deepinfra: ["x-request-id"],
    }[id];
    const [one, two] = [await send(id), await send(id)];
    for (const name of names) expect(one.headers.get(name), name).toMatch(/\w/);
    expect(one.headers.get(names[0] ?? "")).not.toBe(two.headers.get(names[0] ?? ""));
  });

  it("refuses wrong paths and bodies that are no JSON", async () => {
    const { url, headers } = chatRequest(id, sandbox.vendors[id]);
    const lost = await fetch(`${url}/nothing`, { method: "POST", headers, body: "{}" });
    expect(lost.status).toBe(404);
    expect(sentenceOf(await lost.json())).toMatch(/\w/);
    const broken = await postChat(id, sandbox.vendors[id], "{nope");
    expect(broken.status).toBe({ together: 400, xai: 400, mistral: 422, deepinfra: 422 }[id]);
  });

  it("does not know a model of any length, and does not repeat it in full", async () => {
    const model = `${"x-".repeat(500_000)}!`;
    const answer = await postChat(id, sandbox.vendors[id], chat(id, "Hi", { model }));
    expect(answer.status).toBe({ together: 404, xai: 404, mistral: 400, deepinfra: 404 }[id]);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it("takes function tools alone", async () => {
    const post = (tool: object) => postChat(id, sandbox.vendors[id], chat(id, "Hi", { tools: [tool] }));
    const named = { function: { name: "one", parameters: { type: "object", properties: {} } } };
    expect((await post({ type: "function", ...named })).status).toBe(200);
    expect((await post(named)).status).toBe(200);
    expect((await post({ type: "custom", custom: { name: "one" } })).status).toBeGreaterThanOrEqual(400);
    expect((await post({ type: "custom", ...named })).status).toBeGreaterThanOrEqual(400);
  });

  it("lists models that it answers for", async () => {
    const { baseUrl } = sandbox.vendors[id];
    const { headers } = chatRequest(id, sandbox.vendors[id]);
    const list: unknown = await (await fetch(`${baseUrl}/models`, { headers })).json();
    const models = (Array.isArray(list) ? list : pick(list, "data")) as { id: string }[];
    expect(models.length).toBeGreaterThan(3);
    for (const { id: model } of models) {
      const answer = await postChat(id, sandbox.vendors[id], chat(id, "Hi", { model }));
      expect(answer.status, model).toBe(200);
    }
  });

  it("writes several choices, streamed in turns with one usage", async () => {
    const whole = await postChat(id, sandbox.vendors[id], chat(id, "Hi", { n: 2 }));
    expect(whole.json?.choices).toMatchObject([{ index: 0 }, { index: 1 }]);
    const { text } = await postChat(id, sandbox.vendors[id], chat(id, "Hi", { n: 2, stream: true }));
    const chunks = readChunks(text);
    expect(new Set(chunks.map((chunk) => pick(chunk, "choices", 0, "index")))).toEqual(new Set([0, 1]));
    expect(chunks.filter((chunk) => pick(chunk, "choices", 0, "finish_reason"))).toHaveLength(2);
    expect(chunks.filter(({ usage }) => usage != null).length).toBeLessThanOrEqual(1);
  });
});
