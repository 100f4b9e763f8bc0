import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  answered,
  completion,
  contentOf,
  event,
  type Handler,
  post,
  QUESTION,
  serve,
  streamed,
} from "./express/serve.test-helper.ts";

describe("the Express middleware", () => {
  it("hides values from the next handler and puts them back into its JSON answer", async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(contentOf(request));
      response.setHeader("content-type", "application/json");
      response.setHeader("etag", '"1"');
      response.end(completion(`You said: ${contentOf(request)}`));
    });
    const response = await post(url);
    expect(response.headers.get("x-hub-redactions")).toBe("EMAIL_ADDRESS=1,US_SSN=1");
    expect(Number(response.headers.get("x-hub-scan-ms"))).toBeGreaterThanOrEqual(0);
    expect(response.headers.get("etag")).toBeNull();
    expect(await answered(response)).toBe(`You said: ${QUESTION}`);
    expect(seen[0]).not.toContain("acme");
  });

  it.each([
    ["parsed", (body: string) => JSON.parse(body)],
    ["text", (body: string) => body],
    ["bytes", (body: string) => Buffer.from(body)],
  ])("takes a body that a parser has left as %s", async (_form, parse) => {
    const body = JSON.stringify({ messages: [{ role: "user", content: QUESTION }] });
    const prepare: Handler = (request) => {
      request.body = parse(body);
    };
    const handler: Handler = (request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(completion(contentOf(request)));
    };
    expect(await answered(await post(await serve(handler, { prepare })))).toBe(QUESTION);
  });

  it.each([
    ["by pipe", (request: IncomingMessage, upstream: NodeJS.WritableStream) => request.pipe(upstream)],
    [
      "piece by piece",
      async (request: IncomingMessage, upstream: NodeJS.WritableStream) => {
        for await (const piece of request) upstream.write(piece as Uint8Array);
        upstream.end();
      },
    ],
    [
      "by events",
      (request: IncomingMessage, upstream: NodeJS.WritableStream) => {
        request.on("data", (piece: Uint8Array) => upstream.write(piece));
        request.on("end", () => upstream.end());
      },
    ],
  ])(
    "lets a proxy read the new body %s, with its length, and restores the vendor's gzipped stream",
    async (_way, forward) => {
      const bodies: string[] = [];
      const vendor = createServer(async (request, response) => {
        let body = "";
        for await (const piece of request) body += piece;
        bodies.push(body);
        const content = JSON.parse(body).messages[0].content as string;
        const events = `${[...content].map((letter) => event(letter)).join("") + event("", "stop")}data: [DONE]\n\n`;
        response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
        response.end(gzipSync(events));
      });
      await new Promise<void>((resolve) => vendor.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void vendor.close());
      const { port } = vendor.address() as AddressInfo;
      const url = await serve((request, response) => {
        const { method, headers } = request;
        const upstream = send({ port, method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
          answer.pipe(response);
        });
        void forward(request, upstream);
      });
      const text = await (await post(url)).text();
      expect(bodies[0]).not.toContain("acme");
      expect(streamed(text)).toBe(QUESTION);
      expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    },
  );

  it("restores a stream that is cut anywhere, and keeps comments", async () => {
    const url = await serve((request, response) => {
      response.setHeader("content-type", "text/event-stream; charset=utf-8");
      const bytes = Buffer.from(
        `: hello\r\n\r\n${event(contentOf(request)).replaceAll("\n", "\r\n")}${event("", "stop")}data: [DONE]\n\n`,
      );
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });
    const text = await (await post(url)).text();
    expect(text).toContain(": hello\n\n");
    expect(streamed(text)).toBe(QUESTION);
  });

  it("decodes an answer in Brotli", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "br" });
      response.end(brotliCompressSync(completion(contentOf(request))));
    });
    expect(await answered(await post(url))).toBe(QUESTION);
  });

  it.each([
    ["an error", 429, "application/json"],
    ["another type", 200, "text/plain"],
  ])("lets %s pass as it is", async (_what, status, type) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { "content-type": type, "content-length": 4 });
      response.end("[[x]");
    });
    const response = await post(url);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-length")).toBe("4");
    expect(await response.text()).toBe("[[x]");
  });

  it("answers itself what must not leave, without the value", async () => {
    let calls = 0;
    const url = await serve(
      (_request, response) => {
        calls++;
        response.end();
      },
      { policy: { entities: { US_SSN: "block" } } },
    );
    const response = await post(url);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(JSON.parse(text).error).toMatchObject({ code: "pii_policy_violation", param: "/messages/0/content" });
    expect(text).not.toContain("6789");
    expect(calls).toBe(0);
  });

  it("refuses what it cannot read", async () => {
    const url = await serve((_request, response) => response.end());
    expect((await post(url, undefined, { body: "{" })).status).toBe(400);
    expect((await post(url, [])).status).toBe(400);
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await post(url, undefined, { headers, body: gzipSync("{}") })).status).toBe(415);
  });

  it("leaves other methods alone", async () => {
    const url = await serve((_request, response) => response.end("mine"));
    expect(await (await fetch(url)).text()).toBe("mine");
    expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
  });

  it("ends a stream with an error when the policy blocks what the model says", async () => {
    const url = await serve(
      (_request, response) => {
        response.setHeader("content-type", "text/event-stream");
        for (const piece of ["The key", " is sk-0123456789", "abcdef ok", " and more"]) response.write(event(piece));
        response.end(`${event("", "stop")}data: [DONE]\n\n`);
      },
      { policy: { entities: { API_KEY: { output: "block" } } } },
    );
    const text = await (await post(url)).text();
    expect(text).toContain("The key");
    expect(text).toContain("pii_policy_violation");
    expect(text).not.toContain("sk-0123");
    expect(text).not.toContain("[DONE]");
  });
});
