import { Agent, request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SandboxFaults } from "./faults.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";
import { chatRequest, pick, postChat } from "./testing/client.ts";
import { readChunks, readEvents } from "./testing/read-events.ts";
import type { VendorId } from "./vendor.ts";

const ids = ["openai", "groq", "anthropic"] as const;
const models: Partial<Record<VendorId, string>> = {
  openai: "gpt-4o",
  groq: "llama-3.1-8b-instant",
  anthropic: "claude-sonnet-4-5",
};

const chat = (id: VendorId, text = "Grüße aus Köln 👋", more: Record<string, unknown> = {}) => ({
  model: models[id],
  messages: [{ role: "user", content: text }],
  ...(id === "anthropic" ? { max_tokens: 1_000 } : {}),
  ...more,
});

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  for (const id of ids) sandbox.vendors[id].clear();
});

/** The text that a stream's chunks spell. */
function spelled(text: string): string {
  return readChunks(text)
    .map((chunk) => pick(chunk, "choices", 0, "delta", "content") ?? pick(chunk, "delta", "text") ?? "")
    .join("");
}

const stream = (id: VendorId, faults: SandboxFaults = {}, text?: string) =>
  postChat(id, sandbox.vendors[id], chat(id, text, { stream: true }), { "x-sandbox-faults": JSON.stringify(faults) });

/** Sends a request with node:http and reports how it ends; `fetch` hides the bytes before a cut. */
function rawPost(
  id: VendorId,
  body: unknown,
  faults: SandboxFaults,
): Promise<{ bytes: number; error: string | undefined }> {
  const { url, headers } = chatRequest(id, sandbox.vendors[id]);
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (error?: Error) => resolve({ bytes, error: error?.message });
    const sent = httpRequest(
      url,
      { method: "POST", headers: { ...headers, "x-sandbox-faults": JSON.stringify(faults) }, agent: false },
      (response) => {
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on("end", () => done());
        response.on("error", done);
      },
    );
    sent.on("error", done);
    sent.end(JSON.stringify(body));
  });
}

describe("the sandbox", () => {
  it("has a base URL and a key per vendor as their SDKs take them", () => {
    const { openai, groq, anthropic } = sandbox.vendors;
    expect(openai.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(groq.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/openai\/v1$/);
    expect(anthropic.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect([openai.apiKey, groq.apiKey, anthropic.apiKey]).toEqual([
      expect.stringMatching(/^sk-proj-sandbox/),
      expect.stringMatching(/^gsk_sandbox/),
      expect.stringMatching(/^sk-ant-api03-sandbox/),
    ]);
  });

  it("starts only what is asked for, with the given keys and faults", async () => {
    const one = await startSandbox({
      vendors: ["groq"],
      apiKeys: { groq: "gsk_mine" },
      faults: { groq: { status: 503 } },
    });
    try {
      expect(Object.keys(one.vendors)).toEqual(["groq"]);
      expect(() => one.vendors.openai).toThrow('started without "openai"');
      expect(one.vendors.groq.apiKey).toBe("gsk_mine");
      expect((await postChat("groq", one.vendors.groq, chat("groq"))).status).toBe(503);
    } finally {
      await one.close();
    }
  });

  it("rejects unknown vendors and taken ports", async () => {
    await expect(startSandbox({ vendors: ["nobody" as VendorId] })).rejects.toThrow('Unknown sandbox vendor "nobody"');
    const port = Number(new URL(sandbox.vendors.openai.baseUrl).port);
    await expect(startSandbox({ vendors: ["openai"], ports: { openai: port } })).rejects.toThrow("EADDRINUSE");
  });

  it("closes idle connections after the asked time", async () => {
    const short = await startSandbox({ vendors: ["openai"], keepAliveTimeoutMs: 20 });
    const agent = new Agent({ keepAlive: true });
    try {
      const { url, headers } = chatRequest("openai", short.vendors.openai);
      await new Promise<void>((resolve, reject) => {
        const sent = httpRequest(url, { method: "POST", headers, agent }, (response) => response.resume());
        sent.on("error", reject);
        sent.on("socket", (socket) => socket.on("close", () => resolve()));
        sent.end(JSON.stringify(chat("openai")));
      });
      expect(short.vendors.openai.requests[0]?.status).toBe(200);
    } finally {
      agent.destroy();
      await short.close();
    }
  });

  it("close() ends open requests", async () => {
    const short = await startSandbox({ vendors: ["openai"], faults: { openai: { stallBeforeHeaders: true } } });
    const pending = expect(postChat("openai", short.vendors.openai, chat("openai"))).rejects.toThrow();
    await vi.waitFor(() => expect(short.vendors.openai.openRequests).toBe(1));
    await short.close();
    await pending;
  });
});

describe.each(ids)("%s", (id) => {
  const vendor = () => sandbox.vendors[id];

  it("logs requests with what the vendor saw", async () => {
    await postChat(id, vendor(), chat(id), { "x-trace": "1" });
    const [entry] = vendor().requests;
    expect(entry).toMatchObject({ method: "POST", status: 200, body: chat(id), rawBody: JSON.stringify(chat(id)) });
    expect(entry?.headers["x-trace"]).toBe("1");
    await vi.waitFor(() => expect(entry?.finishedAt).toBeGreaterThanOrEqual(entry?.receivedAt ?? 0));
    expect(entry?.closedByClientAt).toBeUndefined();
    vendor().clear();
    expect(vendor().requests).toEqual([]);
  });

  it("answers the same body with the same answer", async () => {
    const texts = await Promise.all([1, 2].map(() => postChat(id, vendor(), chat(id))));
    const [first, second] = texts.map(({ json }) => ({ ...json, created: 0 }));
    expect(first).toEqual(second);
  });

  it("sends vendor headers, a fresh request id and a cookie", async () => {
    const [one, two] = await Promise.all([1, 2].map(() => postChat(id, vendor(), chat(id))));
    const name = id === "anthropic" ? "request-id" : "x-request-id";
    expect(one?.headers.get(name)).not.toBe(two?.headers.get(name));
    expect(one?.headers.get("set-cookie")).toContain("path=/");
    expect([...(one?.headers.keys() ?? [])].some((key) => key.includes("ratelimit"))).toBe(true);
  });

  it.each([400, 401, 403, 404, 413, 429, 500, 503, 529])("fails natively with %i", async (status) => {
    const {
      status: got,
      json,
      headers,
    } = await postChat(id, vendor(), chat(id), {
      "x-sandbox-faults": JSON.stringify({ status, retryAfter: "7", headers: { "retry-after-ms": "700" } }),
    });
    expect(got).toBe(status);
    expect(headers.get("retry-after")).toBe("7");
    expect(headers.get("retry-after-ms")).toBe("700");
    expect(pick(json, "error", "message")).toEqual(expect.any(String));
    if (id === "anthropic") expect(json).toMatchObject({ type: "error", request_id: expect.any(String) });
  });

  it("merges faults: request over queue over vendor", async () => {
    vendor().faults = { status: 500, retryAfter: "1" };
    vendor().failNext({ status: 429 }, 2);
    const statuses: number[] = [];
    for (const header of [{}, { "x-sandbox-faults": '{"status":503}' }, {}] as Record<string, string>[]) {
      const { status, headers } = await postChat(id, vendor(), chat(id), header);
      expect(headers.get("retry-after")).toBe("1");
      statuses.push(status);
    }
    expect(statuses).toEqual([429, 503, 500]);
    vendor().faults = {};
    expect((await postChat(id, vendor(), chat(id))).status).toBe(200);
  });

  it("reads faults from the last user message", async () => {
    const failed = await postChat(id, vendor(), chat(id, 'Hello [[sandbox {"status":503}]]'));
    expect(failed.status).toBe(503);
    const wrong = await postChat(id, vendor(), chat(id, 'Hello [[sandbox {"statsu":503}]]'));
    expect(wrong.status).toBe(400);
    expect(pick(wrong.json, "error", "message")).toContain("unknown field 'statsu'");
  });

  it("can answer with a proxy's HTML page or with nothing", async () => {
    const html = await postChat(id, vendor(), chat(id), { "x-sandbox-faults": '{"html":true}' });
    expect([html.status, html.headers.get("content-type")]).toEqual([502, "text/html"]);
    expect(html.text).toContain("<html>");
    const empty = await postChat(id, vendor(), chat(id), { "x-sandbox-faults": '{"emptyBody":true,"status":500}' });
    expect([empty.status, empty.text]).toEqual([500, ""]);
  });

  it("streams the same text however the bytes are cut", async () => {
    const plain = await stream(id);
    expect(spelled(plain.text)).toContain("Grüße aus Köln 👋");
    for (const faults of [
      { chunkBytes: 1 },
      { chunkBytes: 7, lineEnding: "\r\n" },
      { bom: true },
      { pings: 5 },
      { chunkDelayMs: 1, jitterMs: 1 },
    ] as SandboxFaults[]) {
      const { text } = await stream(id, faults);
      expect(spelled(text), JSON.stringify(faults)).toBe(spelled(plain.text));
      if (faults.lineEnding) expect(text.replaceAll("\r\n", "")).not.toContain("\n");
      if (faults.pings) expect(text.match(/^(: ping|event: ping)$/gm)).toHaveLength(id === "anthropic" ? 6 : 5);
    }
  });

  it("splits writes into the asked number of bytes", async () => {
    const { url, headers } = chatRequest(id, vendor());
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "x-sandbox-faults": '{"chunkBytes":5,"outputTokens":3}' },
      body: JSON.stringify(chat(id, "Hi", { stream: true })),
    });
    const sizes: number[] = [];
    for await (const chunk of response.body ?? []) sizes.push((chunk as Uint8Array).length);
    expect(sizes.slice(0, -1).every((size) => size % 5 === 0)).toBe(true);
    expect(sizes.length).toBeGreaterThan(20);
  });

  it("sends a broken event before the n-th and loses nothing", async () => {
    const { text } = await stream(id, { malformedEventAt: 3 });
    const broken = readEvents(text).filter(({ data }) => {
      try {
        return data !== "[DONE]" && JSON.parse(data) === undefined;
      } catch {
        return true;
      }
    });
    expect(broken).toHaveLength(1);
    const healed = text.replace(`data: ${broken[0]?.data}\n\n`, "").replace(/event: [a-z_]+\n(?=event:)/, "");
    expect(spelled(healed)).toBe(spelled((await stream(id)).text));
  });

  it("ends a stream with the vendor's native error", async () => {
    const events = readEvents((await stream(id, { errorEventAt: 4 })).text);
    expect(events).toHaveLength(4);
    const last = events.at(-1);
    const error = JSON.parse(last?.data ?? "{}") as unknown;
    expect(last?.event).toBe(id === "openai" ? undefined : "error");
    expect(pick(error, "error", "type")).toBe(
      { openai: "server_error", groq: "invalid_request_error", anthropic: "overloaded_error" }[id],
    );
    if (id === "groq") expect(pick(error, "error", "code")).toBe("tool_use_failed");
  });

  it("has as many content events as output tokens, and one event as large as asked", async () => {
    const { text } = await stream(id, { outputTokens: 40 });
    const content = readChunks(text).filter(
      (chunk) => pick(chunk, "choices", 0, "delta", "content") || pick(chunk, "delta", "text"),
    );
    expect(content).toHaveLength(40);
    const large = await stream(id, { eventBytes: 2_000_000 });
    expect(Math.max(...readEvents(large.text).map(({ data }) => data.length))).toBeGreaterThan(2_000_000);
  });

  it("cuts the socket after n bytes", async () => {
    for (const streamed of [true, false]) {
      const body = chat(id, undefined, { stream: streamed });
      expect(await rawPost(id, body, { cutAfterBytes: 100 })).toEqual({ bytes: 100, error: "aborted" });
      expect(await rawPost(id, body, { cutAfterBytes: 0 })).toEqual({ bytes: 0, error: "aborted" });
    }
    const entry = vendor().requests.at(-1);
    expect(entry?.finishedAt).toEqual(expect.any(Number));
    expect(entry?.closedByClientAt).toBeUndefined();
  });

  it("can close the socket without a byte", async () => {
    expect(await rawPost(id, chat(id), { closeSocketBeforeResponse: true })).toEqual({
      bytes: 0,
      error: "socket hang up",
    });
    expect(vendor().requests.at(-1)?.closedByClientAt).toBeUndefined();
  });

  it.each([
    ["before headers", { stallBeforeHeaders: true }, 0],
    ["waiting", { latencyMs: 600_000 }, 0],
    ["after events", { stallAfterEvents: 2 }, 2],
    ["between events", { chunkDelayMs: 600_000 }, 1],
  ] as const)("notes when the client leaves: %s", async (_name, faults, events) => {
    const { url, headers } = chatRequest(id, vendor());
    const abort = new AbortController();
    const open = fetch(url, {
      method: "POST",
      headers: { ...headers, "x-sandbox-faults": JSON.stringify(faults) },
      body: JSON.stringify(chat(id, "Hi", { stream: true })),
      signal: abort.signal,
    });
    open.catch(() => undefined);
    if (events > 0) {
      const reader = (await open).body?.getReader();
      let text = "";
      while (readEvents(text).length < events) text += new TextDecoder().decode((await reader?.read())?.value);
      expect(readEvents(text)).toHaveLength(events);
    }
    await vi.waitFor(() => expect(vendor().openRequests).toBe(1));
    await vi.waitFor(() => expect(vendor().requests).toHaveLength(1));
    abort.abort();
    await vi.waitFor(() => expect(vendor().openRequests).toBe(0));
    expect(vendor().requests[0]?.closedByClientAt).toEqual(expect.any(Number));
    expect(vendor().requests[0]?.finishedAt).toBeUndefined();
  });

  it("holds a stream back while the client does not read", async () => {
    const { url, headers } = chatRequest(id, vendor());
    const response = await fetch(url, {
      method: "POST",
      // More than loopback sockets buffer, so that the answer can only end when it is read.
      headers: { ...headers, "x-sandbox-faults": '{"eventBytes":40000000}' },
      body: JSON.stringify(chat(id, "Hi", { stream: true })),
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(vendor().openRequests).toBe(1);
    await response.body?.cancel();
    await vi.waitFor(() => expect(vendor().openRequests).toBe(0));
  });

  it("answers bodies over 32 MB with 413, and lists models", async () => {
    const huge = await postChat(id, vendor(), chat(id, "x".repeat(33 * 1024 * 1024)));
    expect(huge.status).toBe(413);
    expect(pick(huge.json, "error", "type")).toEqual(expect.any(String));
    const { headers } = chatRequest(id, vendor());
    const list = await fetch(`${vendor().baseUrl}${id === "anthropic" ? "/v1" : ""}/models`, { headers });
    expect(pick(await list.json(), "data", 0, "id")).toEqual(expect.any(String));
  });

  it("refuses wrong keys, wrong paths and bodies that are no JSON", async () => {
    const none = { authorization: "", "x-api-key": "" };
    expect((await postChat(id, vendor(), chat(id), none)).status).toBe(401);
    expect((await postChat(id, vendor(), "{nope")).status).toBe(400);
    const { url, headers } = chatRequest(id, vendor());
    expect((await fetch(`${url}/nothing`, { method: "POST", headers, body: "{}" })).status).toBe(404);
  });
});
