import { type IncomingMessage, request as send } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { answered, completion, contentOf, type Handler, listen, post, QUESTION, serve } from "./serve.test-helper.ts";

/** A vendor that says what it was told. */
async function startVendor(bodies: string[]): Promise<string> {
  return listen(async (request, response) => {
    bodies.push(await text(request));
    response.setHeader("content-type", "application/json");
    response.end(completion(JSON.parse(bodies.at(-1) ?? "").messages[0].content));
  });
}

const echo: Handler = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(completion(contentOf(request)));
};

describe("the body for the next handler", () => {
  it.each<[string, (request: IncomingMessage) => unknown]>([
    ["the request itself", (request) => request],
    ["Readable.toWeb", (request) => Readable.toWeb(request)],
    ["an iterator", (request) => request[Symbol.asyncIterator]()],
    ["a pipeline", (request) => pipeline(request, text)],
    [
      "reading when readable",
      (request) =>
        new Promise((resolve) => {
          const pieces: Buffer[] = [];
          request.on("readable", () => {
            for (let piece = request.read(); piece !== null; piece = request.read()) pieces.push(piece);
          });
          request.on("end", () => resolve(Buffer.concat(pieces)));
        }),
    ],
  ])("can be sent on with fetch, by %s", async (_way, bodyOf) => {
    const bodies: string[] = [];
    const vendor = await startVendor(bodies);
    const url = await serve(async (request, response) => {
      const body = (await bodyOf(request)) as NonNullable<RequestInit["body"]>;
      const answer = await fetch(vendor, { method: "POST", body, duplex: "half" });
      response.setHeader("content-type", "application/json");
      response.end(await answer.text());
    });
    expect(await answered(await post(url))).toBe(QUESTION);
    expect(bodies[0]).toContain("[[EMAIL_ADDRESS_1.");
  });

  it("asks the vendor for no encoding that cannot be undone", async () => {
    const accepted: unknown[] = [];
    const url = await serve((request, response) => {
      accepted.push(request.headers["accept-encoding"]);
      response.end();
    });
    for (const header of ["gzip, dcb, br;q=0.5, *", "dcb"]) {
      await post(url, undefined, { headers: { "accept-encoding": header, "content-type": "application/json" } });
    }
    expect(accepted).toEqual(["gzip, br;q=0.5", "identity"]);
  });

  it.each(["PUT", "PATCH"])("is redacted for %s, too", async (method) => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(contentOf(request));
      echo(request, response);
    });
    expect(await answered(await post(url, undefined, { method }))).toBe(QUESTION);
    expect(seen[0]).toContain("[[EMAIL_ADDRESS_1.");
  });

  it("is redacted for other methods when there is one", async () => {
    const seen: unknown[] = [];
    const url = new URL(
      await serve((request, response) => {
        seen.push(request.body && contentOf(request));
        response.end();
      }),
    );
    const body = JSON.stringify({ messages: [{ role: "user", content: QUESTION }] });
    await post(url.href, undefined, { method: "DELETE" });
    await post(url.href, undefined, { method: "DELETE", body: null });
    const request = send(url, { method: "GET", headers: { "content-length": body.length } }).end(body);
    await new Promise<void>((resolve) => request.on("response", (response) => response.resume().on("end", resolve)));
    const redacted = expect.stringContaining("[[EMAIL_ADDRESS_1.");
    expect(seen).toEqual([redacted, undefined, redacted]);
  });

  it("has its headers in each of their forms", async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const { headers, rawHeaders } = request;
      const lengths = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === "content-length");
      seen.push([headers["content-length"], ...lengths, ...(request.headersDistinct["content-length"] ?? [])]);
      response.end(String(JSON.stringify(request.body).length));
    });
    const length = await (await post(url)).text();
    expect(seen).toEqual([[length, length, length]]);
  });

  it("is read where a parser has left an empty object unread", async () => {
    const prepare: Handler = (request) => {
      request.body = {};
    };
    expect(await answered(await post(await serve(echo, { prepare })))).toBe(QUESTION);
  });

  it("is never emptied: what a parser has left unread and is no JSON goes nowhere", async () => {
    const prepare: Handler = (request) => {
      request.body = {};
    };
    const url = await serve(echo, { prepare });
    const form = { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "messages=ann@acme.com" };
    expect((await post(url, undefined, form)).status).toBe(400);
    const gzip = { headers: { "content-type": "application/json", "content-encoding": "gzip" }, body: gzipSync("{}") };
    expect((await post(url, undefined, gzip)).status).toBe(415);
  });

  it("is not made of a form", async () => {
    const prepare: Handler = (request) => {
      request.body = { messages: "ann@acme.com" };
    };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await post(await serve(echo, { prepare }), undefined, { headers, body: "messages=ann@acme.com" });
    expect(response.status).toBe(415);
  });

  it.each([
    [200, 200],
    [201, 400],
    [5_000, 400],
  ])("with %i levels is answered %i", async (levels, status) => {
    const inner = levels - 1;
    const body = `{"messages":[{"role":"user","content":"x"}],"metadata":${"[".repeat(inner)}${"]".repeat(inner)}}`;
    expect((await post(await serve(echo), undefined, { body })).status).toBe(status);
  });
});
