import { createServer, type IncomingMessage, type Server, request as send } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { gzipSync } from "node:zlib";
import { type ChatCompletion, type ErrorEnvelope, HubError } from "@hub/protocol";
import compression from "compression";
import express, { type Express } from "express";
import express4 from "express-4";
import { afterEach, describe, expect, it } from "vitest";
import { toExpress } from "../express.ts";
import { createHub, type HubOptions } from "../hub.ts";
import { toNodeHandler } from "../node.ts";
import { chunksOf, completion, ended, opened, said, scriptedProvider } from "../test-support.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serveHub = (options: Partial<HubOptions> = {}) =>
  listen(createServer(toNodeHandler(createHub({ providers: [scriptedProvider("acme")], ...options }))));

const BODY = { model: "acme/model-1", messages: [{ role: "user", content: "hi" }] };
const post = (url: string, body: unknown = BODY, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** A provider whose streams wait between two pieces until they are let on. */
function gatedStream() {
  const gate = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  async function* chunks(signal: AbortSignal | undefined) {
    signal?.addEventListener("abort", () => {
      gate.reject(new HubError("client_closed_request", "gone"));
    });
    try {
      yield* chunksOf(opened(), said("first"));
      await gate.promise;
      yield* chunksOf(said("second"), ended());
    } finally {
      left.resolve();
    }
  }
  const provider = scriptedProvider("acme", {
    stream: ({ signal }) => ({ chunks: chunks(signal), droppedParams: [] }),
  });
  return { provider, open: gate.resolve, left: left.promise };
}

describe("a hub behind node:http", () => {
  it("answers whole, with the right length, and keeps the connection", async () => {
    const url = await serveHub();
    const response = await post(url);
    const text = await response.text();
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text).choices[0].message.content).toBe("hello");
    expect((await post(url)).status).toBe(200);
  });

  it("sends each piece of a stream when it is there", async () => {
    const { provider, open } = gatedStream();
    const url = await serveHub({ providers: [provider] });
    const response = await post(url, { ...BODY, stream: true });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"first"');
    open();
    let rest = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      rest += new TextDecoder().decode(next.value);
    }
    expect(rest).toContain('"second"');
    expect(rest.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("ends the vendor's work when the caller leaves in the middle of a stream", async () => {
    const { provider, left } = gatedStream();
    const url = await serveHub({ providers: [provider] });
    const controller = new AbortController();
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...BODY, stream: true }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await left;
  });

  it("ends the vendor's work when the caller leaves before there is any answer", async () => {
    const asked = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const provider = scriptedProvider("acme", {
      complete: ({ signal }) => {
        asked.resolve();
        const { promise, reject } = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => {
          left.resolve();
          reject(new HubError("client_closed_request", "gone"));
        });
        return promise;
      },
    });
    const url = await serveHub({ providers: [provider] });
    const controller = new AbortController();
    const response = fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(BODY),
      signal: controller.signal,
    });
    await asked.promise;
    controller.abort();
    await expect(response).rejects.toThrow();
    await left.promise;
  });

  it("takes 12 MiB of text by default and refuses what is larger, with and without a stated length", async () => {
    const provider = scriptedProvider("acme");
    const url = await serveHub({ providers: [provider] });
    const sized = (bytes: number) => ({ ...BODY, messages: [{ role: "user", content: "x".repeat(bytes) }] });
    expect((await post(url, sized(12 * 1024 * 1024))).status).toBe(200);
    const refused = await post(url, sized(13 * 1024 * 1024));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ error: { code: "payload_too_large" } });
    expect(await statusOfUnsized(url, 14 * 1024 * 1024)).toBe(413);
    expect(provider.calls).toHaveLength(1);
  });

  it("gives up on a body that does not come", async () => {
    const hub = createHub({ providers: [scriptedProvider("acme")] });
    const url = await listen(createServer(toNodeHandler(hub, { bodyTimeoutMs: 20 })));
    const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": 100 };
      const request = send(`${url}/v1/chat/completions`, { method: "POST", headers }, (response) =>
        resolve({ status: response.statusCode }),
      );
      request.on("error", reject);
      request.write('{"model"');
    });
    expect(status).toBe(408);
    await hub.drain();
  });

  it("holds the vendor back while the caller does not read", async () => {
    let given = 0;
    const left = Promise.withResolvers<void>();
    async function* flood() {
      try {
        for (;;) {
          given++;
          yield* chunksOf(said("x".repeat(10_000)));
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        left.resolve();
      }
    }
    const provider = scriptedProvider("acme", { stream: () => ({ chunks: flood(), droppedParams: [] }) });
    const url = await serveHub({ providers: [provider] });
    const { port } = new URL(url);
    const body = JSON.stringify({ ...BODY, stream: true });
    const socket = connect(Number(port), "127.0.0.1");
    socket.pause();
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    // The flood stops by itself once the buffers between here and there are full.
    for (let before = -1; given !== before || given === 0; ) {
      before = given;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(given).toBeLessThan(2_000);
    socket.destroy();
    await left.promise;
  });

  it("sends a large answer whole, cut between characters only", async () => {
    const content = `a${"\u{1f30d}".repeat(300_000)}`;
    const provider = scriptedProvider("acme", {
      complete: () => ({ completion: completion(content), droppedParams: [] }),
    });
    const response = await post(await serveHub({ providers: [provider] }));
    expect(((await response.json()) as ChatCompletion).choices[0]?.message.content).toBe(content);
  });

  it("comments on the silence of a vendor, which readers of events ignore", async () => {
    const { provider, open } = gatedStream();
    const url = await serveHub({ providers: [provider], heartbeatMs: 10 });
    const response = await post(url, { ...BODY, stream: true });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    while (!text.includes(": still here\n\n")) text += new TextDecoder().decode((await reader.read()).value);
    open();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text += new TextDecoder().decode(next.value);
    }
    expect(text.replaceAll(": still here\n\n", "").split("\n\n").filter(Boolean)).toHaveLength(5);
  });
});

type Application = Pick<Express, "use" | "post">;
const applications: [string, typeof express][] = [
  ["Express 5", express],
  ["Express 4", express4 as unknown as typeof express],
];

describe.each(applications)("a hub in %s", (_name, create) => {
  const mount = (prepare: (app: Application, hub: ReturnType<typeof createHub>) => void, options = {}) => {
    const app = create();
    prepare(app, createHub({ providers: [scriptedProvider("acme")], ...options }));
    return listen(createServer(app));
  };

  it.each(["/ai", "/a/b", "/"])("answers under %s and leaves other paths alone", async (prefix) => {
    const url = await mount((app, hub) => {
      app.use(prefix, toExpress(hub));
      app.use((_request: IncomingMessage, response: { status(code: number): { send(text: string): void } }) =>
        response.status(418).send("the application's own"),
      );
    });
    const base = `${url}${prefix === "/" ? "" : prefix}`;
    expect((await post(base)).status).toBe(200);
    expect((await fetch(`${base}/v1/models?x=1`)).status).toBe(200);
    expect((await fetch(`${base}/v1/other`)).status).toBe(418);
  });

  it.each([
    ["express.json()", () => create.json({ limit: "20mb" })],
    ["express.text()", () => create.text({ type: "*/*", limit: "20mb" })],
    ["express.raw()", () => create.raw({ type: "*/*", limit: "20mb" })],
    ["no body parser", () => (_request: unknown, _response: unknown, next: () => void) => next()],
  ])("takes bodies after %s", async (_parser, parser) => {
    const url = await mount((app, hub) => {
      app.use(parser() as express.RequestHandler);
      app.use("/ai", toExpress(hub));
    });
    const sized = (bytes: number) => ({ ...BODY, messages: [{ role: "user", content: "x".repeat(bytes) }] });
    expect((await post(`${url}/ai`, sized(12 * 1024 * 1024))).status).toBe(200);
    const refused = await post(`${url}/ai`, sized(13 * 1024 * 1024));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ error: { code: "payload_too_large" } });
    expect((await post(`${url}/ai`, { ...BODY, messages: "no" })).status).toBe(400);
  });

  it("takes a compressed body that express.json() has inflated, and holds it to the limit as well", async () => {
    const url = await mount(
      (app, hub) => {
        app.use(create.json({ limit: "20mb" }));
        app.use(toExpress(hub));
      },
      { maxBodyBytes: 10_000 },
    );
    const zipped = (content: string) =>
      fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
        body: gzipSync(JSON.stringify({ ...BODY, messages: [{ role: "user", content }] })),
      });
    expect((await zipped("hi")).status).toBe(200);
    expect((await zipped("x".repeat(20_000))).status).toBe(413);
  });

  it("asks no vendor for a caller who has left while a middleware was waiting", async () => {
    const provider = scriptedProvider("acme");
    const [arrived, passed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const waits: express.RequestHandler = async (_request, response, next) => {
      const closed = new Promise((resolve) => response.once("close", resolve));
      arrived.resolve();
      await closed;
      next();
      passed.resolve();
    };
    const app = create();
    const hub = createHub({ providers: [provider] });
    app.use(create.json(), waits, toExpress(hub));
    const url = await listen(createServer(app));
    const client = new AbortController();
    const answer = fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(BODY),
      signal: client.signal,
    });
    await arrived.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    await passed.promise;
    await hub.drain();
    expect(provider.calls).toHaveLength(0);
  });

  it("says so when something has eaten the body", async () => {
    const url = await mount((app, hub) => {
      app.use((request: IncomingMessage & { body?: unknown }, _response: unknown, next: () => void) => {
        request.body = {};
        request.resume().on("end", next);
      });
      app.use(toExpress(hub));
    });
    const response = await post(url);
    expect(response.status).toBe(400);
    expect(((await response.json()) as ErrorEnvelope).error.message).toContain("Mount the gateway first");
  });

  it("sends a stream's first piece at once behind compression()", async () => {
    const { provider, open } = gatedStream();
    const url = await mount(
      (app, hub) => {
        app.use(compression({ threshold: 0 }));
        app.use(toExpress(hub));
      },
      { providers: [provider] },
    );
    const response = await post(url, { ...BODY, stream: true }, { "accept-encoding": "gzip" });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"first"');
    open();
    await reader.cancel();
  });

  it("is compressed as a whole answer when the caller takes that", async () => {
    const provider = scriptedProvider("acme", {
      complete: () => ({ completion: completion("long ".repeat(1_000)), droppedParams: [] }),
    });
    const url = await mount(
      (app, hub) => {
        app.use(compression());
        app.use(toExpress(hub));
      },
      { providers: [provider] },
    );
    const response = await post(url, BODY, { "accept-encoding": "gzip" });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(((await response.json()) as ChatCompletion).choices[0]?.message.content).toHaveLength(5_000);
  });
});

/** Sends a body in chunks, without saying how long it will be. */
function statusOfUnsized(url: string, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const request = send(`${url}/v1/chat/completions`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
    for (let sent = 0; sent < bytes; sent += 1024 * 1024) request.write("x".repeat(1024 * 1024));
    request.end();
  });
}
