import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import express from "express";
import { describe, expect, it } from "vitest";
import { createRouter } from "./create-router.ts";
import { listen } from "./express/listen.test-helper.ts";
import { type HttpTarget, type RouteRequestsOptions, routeRequests } from "./express.ts";

/** The address of a server that has gone. */
async function abandoned(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Targets made of these handlers, asked in this order. */
function targets(...handlers: RequestListener[]): Promise<HttpTarget[]> {
  const letters = ["a", "b", "c"];
  return Promise.all(
    handlers.map(async (handler, priority) => ({ key: letters[priority] ?? "", url: await listen(handler), priority })),
  );
}

/** An app that routes to these targets below `/api`. */
function serve(
  to: HttpTarget[],
  options: Partial<RouteRequestsOptions> = {},
  prepare?: express.Handler,
): Promise<string> {
  const app = express();
  if (prepare) app.use(prepare);
  app.use("/api", routeRequests({ targets: to, strategy: "priority", ...options }));
  return listen(app);
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += piece;
  return text;
}

/** Answers with what it got. */
const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ method, url, headers, body: await read(request) }));
};

/** Answers with this status. */
function status(code: number, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => response.writeHead(code, headers).end(`status ${code}`);
}

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

async function echoed(response: Response): Promise<Echo> {
  expect(response.status).toBe(200);
  return (await response.json()) as Echo;
}

function post(
  url: string,
  body: RequestInit["body"] = '{"a":1}',
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: body ?? null,
    headers: { "content-type": "application/json", ...headers },
  });
}

describe("routeRequests", () => {
  it("sends a request on as it came, and says where to", async () => {
    const url = await serve(await targets(echo));
    const response = await post(`${url}/api/chat/completions?x=1`, '{"hello":"wörld"}', { "x-own": "kept" });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-hub-provider": "a",
      "x-hub-attempts": "1",
      "x-hub-route-reason": "only",
    });
    const { method, url: path, headers, body } = await echoed(response);
    expect({ method, path, body }).toEqual({
      method: "POST",
      path: "/chat/completions?x=1",
      body: '{"hello":"wörld"}',
    });
    expect(headers).toMatchObject({ "x-own": "kept", "content-length": "18" });
  });

  it.each([408, 425, 429, 500, 503, 529])("asks the next one after %i, with the same body", async (code) => {
    const to = await targets(status(code), echo);
    const response = await post(`${await serve(to)}/api/x`, "the body");
    expect(response.headers.get("x-hub-provider")).toBe("b");
    expect(response.headers.get("x-hub-attempts")).toBe("2");
    expect((await echoed(response)).body).toBe("the body");
  });

  it.each([200, 204, 302, 304, 400, 401, 404, 409])("passes %i on", async (code) => {
    const to = await targets(status(code, { location: "/elsewhere", "x-own": "kept" }), echo);
    const response = await fetch(`${await serve(to)}/api/x`, { redirect: "manual" });
    expect(response.status).toBe(code);
    expect(response.headers.get("x-own")).toBe("kept");
    expect(response.headers.get("location")).toBe("/elsewhere");
  });

  it("asks the next one where nobody listens, where the connection breaks, and where nothing comes in time", async () => {
    const gone = await targets(
      (request) => request.socket.destroy(),
      () => {},
      echo,
    );
    gone.unshift({ key: "nobody", url: await abandoned(), priority: -1 });
    const url = await serve(gone, { timeoutMs: 500, maxAttempts: 4 });
    expect((await post(`${url}/api/x`)).headers.get("x-hub-attempts")).toBe("4");
  });

  it("asks the next one where an answer breaks off before its first byte", async () => {
    const headersOnly: RequestListener = (_request, response) => {
      response.writeHead(200, { "content-length": "10" }).flushHeaders();
      setImmediate(() => response.destroy());
    };
    const response = await post(`${await serve(await targets(headersOnly, echo))}/api/x`);
    expect(response.headers.get("x-hub-provider")).toBe("b");
    await echoed(response);
  });

  it("breaks the answer off where a target does after the first byte, and asks nobody again", async () => {
    let asked = 0;
    const half: RequestListener = (_request, response) => {
      asked++;
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      setTimeout(() => response.destroy(), 20);
    };
    const router = createRouter();
    const response = await post(`${await serve(await targets(half, echo), { router })}/api/x`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(asked).toBe(1);
    expect(router.health("a").errorRate).toBeCloseTo(0.2);
  });

  it("hangs up on a target whose refusal has no end, although the answer of another has none either", async () => {
    const hungUp = Promise.withResolvers<void>();
    const refusing: RequestListener = (_request, response) => {
      response.once("close", hungUp.resolve);
      response.writeHead(503).write("because");
    };
    const answering: RequestListener = (_request, response) => response.write("well");
    expect((await post(`${await serve(await targets(refusing, answering))}/api/x`)).status).toBe(200);
    await hungUp.promise;
  });

  it("answers as one of the targets where all fail", async () => {
    const to = await targets(status(500), status(503, { "x-own": "kept" }), status(429, { "retry-after": "9" }));
    const response = await post(`${await serve(to)}/api/x`);
    expect([response.status, response.headers.get("x-own"), await response.text()]).toEqual([
      503,
      "kept",
      "status 503",
    ]);
  });

  it("has an answer of its own where none can be reached or may be asked", async () => {
    const url = await serve([{ key: "nobody", url: await abandoned() }], { maxAttempts: 1 });
    const response = await post(`${url}/api/x`);
    expect([response.status, await response.json()]).toEqual([
      502,
      { error: { message: "No target could be reached.", type: "server_error", param: null, code: "upstream_error" } },
    ]);
    const limited = await serve(await targets(status(429, { "retry-after": "30" })));
    expect((await post(`${limited}/api/x`)).status).toBe(429);
    const second = await post(`${limited}/api/x`);
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(await second.json()).toMatchObject({ error: { code: "no_target" } });
    const silent = await serve(await targets(() => {}), { deadlineMs: 50 });
    expect((await post(`${silent}/api/x`)).status).toBe(504);
    const slow = await serve(await targets(() => {}), { timeoutMs: 20, maxAttempts: 1 });
    expect((await post(`${slow}/api/x`)).status).toBe(504);
  });

  it("streams an answer as it comes", async () => {
    let finish = () => {};
    const streaming: RequestListener = (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      finish = () => response.end("data: 2\n\n");
    };
    const response = await post(`${await serve(await targets(streaming), { timeoutMs: 400 })}/api/x`);
    const pieces = response.body?.getReader();
    expect(new TextDecoder().decode((await pieces?.read())?.value)).toBe("data: 1\n\n");
    // The time for the first byte is no time for the rest.
    await new Promise((resume) => setTimeout(resume, 500));
    finish();
    expect(new TextDecoder().decode((await pieces?.read())?.value)).toBe("data: 2\n\n");
    expect((await pieces?.read())?.done).toBe(true);
  });

  it.each(["before", "after"])("hangs up on the target when the client does, %s the first byte", async (when) => {
    const hungUp = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const target: RequestListener = (_request, response) => {
      response.once("close", hungUp.resolve);
      if (when === "after") response.writeHead(200).write("first");
      arrived.resolve();
    };
    const router = createRouter();
    const handler = routeRequests({ targets: await targets(target, target), router });
    const errors: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    const url = await listen((request, response) => {
      handler(request, response, (error) => errors.push(error));
      response.once("close", ended.resolve);
    });
    const client = new AbortController();
    const answer = fetch(`${url}/api/x`, { method: "POST", body: "x", signal: client.signal });
    const settled = answer.catch(() => {});
    await arrived.promise;
    if (when === "after") await answer;
    client.abort();
    await hungUp.promise;
    await Promise.all([settled, ended.promise]);
    await new Promise((resume) => setImmediate(resume));
    expect(errors).toEqual([]);
    expect(router.health("a").errorRate).toBe(0);
  });

  it("does not read a target faster than the client reads", async () => {
    let written = 0;
    const endless: RequestListener = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        do written += 65_536;
        while (response.write(Buffer.alloc(65_536)) && written < 2 ** 28);
      };
      response.on("drain", more);
      more();
    };
    const url = await serve(await targets(endless));
    const request = httpRequest(`${url}/api/x`).end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    response.pause();
    await expect.poll(() => written, { interval: 50 }).toBeGreaterThan(2 ** 16);
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = written === before;
          before = written;
          return isStill;
        },
        { interval: 200, timeout: 10_000 },
      )
      .toBe(true);
    expect(written).toBeLessThan(2 ** 26);
    request.destroy();
  });
});

describe("headers", () => {
  it("of one connection stay there, and a target's own replace the request's for it alone", async () => {
    const seen: Record<string, unknown>[] = [];
    const [first, second] = await targets((request, response) => {
      seen.push(request.headers);
      response.writeHead(503).end();
    }, echo);
    const to = [
      { ...first, headers: { authorization: "Bearer first" } },
      { ...second, headers: { "x-key": "second" } },
    ] as HttpTarget[];
    const url = new URL(`${await serve(to)}/api/x`);
    const request = httpRequest(url, {
      method: "POST",
      headers: {
        connection: "close, x-secret",
        "x-secret": "1",
        te: "trailers",
        authorization: "Bearer client",
      },
    }).end("x");
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    const { headers } = JSON.parse(await read(response)) as Echo;
    expect(seen[0]).toMatchObject({ authorization: "Bearer first" });
    expect(seen[0]).not.toHaveProperty("x-key");
    expect(headers).toMatchObject({ authorization: "Bearer client", "x-key": "second", "accept-encoding": "identity" });
    for (const name of ["x-secret", "te"]) expect(headers).not.toHaveProperty(name);
    expect(headers.host).toBe(new URL(String(second?.url)).host);
  });

  it("of an answer keep its cookies apart, and do not speak of an encoding that is gone", async () => {
    const cookies: RequestListener = (_request, response) => {
      const bytes = gzipSync("hello");
      response.writeHead(200, {
        "set-cookie": ["a=1; Path=/", "b=2"],
        "content-encoding": "gzip",
        connection: "close, x-own",
        "x-own": "1",
        "content-length": bytes.length,
      });
      response.end(bytes);
    };
    const response = await fetch(`${await serve(await targets(cookies))}/api/x`);
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    for (const name of ["content-encoding", "x-own"]) expect(response.headers.get(name)).toBeNull();
    expect(await response.text()).toBe("hello");
  });

  it("of an answer to HEAD keep the length", async () => {
    const head: RequestListener = (_request, response) => response.writeHead(200, { "content-length": "123" }).end();
    const response = await fetch(`${await serve(await targets(head))}/api/x`, { method: "HEAD" });
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "123"]);
  });
});

describe("bodies", () => {
  it("that express.json() has parsed are written again", async () => {
    const url = await serve(await targets(status(500), echo), {}, express.json());
    const { body, headers } = await echoed(await post(`${url}/api/x`, '{ "a": [1] }'));
    expect([body, headers["content-length"]]).toEqual(['{"a":[1]}', "9"]);
    const zipped = await post(`${url}/api/x`, new Uint8Array(gzipSync('{"a":2}')), { "content-encoding": "gzip" });
    const again = await echoed(zipped);
    expect([again.body, again.headers["content-encoding"]]).toEqual(['{"a":2}', undefined]);
  });

  it.each([
    ["express.text()", express.text({ type: "*/*" })],
    ["express.raw()", express.raw({ type: "*/*" })],
  ])("that %s has read are sent as they are", async (_name, parser) => {
    const url = await serve(await targets(echo), {}, parser);
    expect((await echoed(await post(`${url}/api/x`, "wörds"))).body).toBe("wörds");
  });

  it("that a parser has left alone are read", async () => {
    const url = await serve(await targets(echo), {}, express.json());
    expect((await echoed(await post(`${url}/api/x`, "plain", { "content-type": "text/plain" }))).body).toBe("plain");
    // As Express 4's parsers do.
    const four = await serve(await targets(echo), {}, (request, _response, next) => {
      request.body = {};
      next();
    });
    expect((await echoed(await post(`${four}/api/x`, '{"a":1}'))).body).toBe('{"a":1}');
  });

  it("that were parsed into something else cannot be sent", async () => {
    const url = await serve(await targets(echo), {}, express.urlencoded());
    const response = await post(`${url}/api/x`, "a=1", { "content-type": "application/x-www-form-urlencoded" });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      { error: { code: "unsupported_media_type" } },
    ]);
  });

  it("that are too large get no further, announced or not, parsed or not", async () => {
    let asked = 0;
    const to = await targets((_request, response) => {
      asked++;
      response.end();
    });
    const url = await serve(to, { maxBodyBytes: 10 });
    const announced = await post(`${url}/api/x`, "12345678901");
    expect([announced.status, await announced.json()]).toMatchObject([413, { error: { code: "payload_too_large" } }]);
    const request = httpRequest(`${url}/api/x`, { method: "POST" });
    request.on("error", () => {});
    request.write("123456");
    request.write("78901");
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    expect(response.statusCode).toBe(413);
    request.destroy();
    const parsed = await serve(to, { maxBodyBytes: 10 }, express.json());
    expect((await post(`${parsed}/api/x`, '{"a":"12345678901"}')).status).toBe(413);
    expect(asked).toBe(0);
    expect((await post(`${url}/api/x`, "1234567890")).status).toBe(200);
  });
});

describe("paths", () => {
  /** Sends this request line, which `fetch` would tidy up. */
  async function get(url: string, path: string): Promise<[number | undefined, string]> {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, path }).end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    return [response.statusCode, await read(response)];
  }

  async function direct(base = ""): Promise<string> {
    const [target] = await targets((request: IncomingMessage, response: ServerResponse) => response.end(request.url));
    const handler = routeRequests({ targets: [{ key: "a", url: `${target?.url}${base}` }] });
    // Any framework with Express's calling convention will do.
    return listen((request, response) => handler(request, response, () => response.writeHead(500).end()));
  }

  it.each([
    ["", "/", "/"],
    ["", "/x?y=/../z", "/x?y=/../z"],
    ["/v1", "/chat", "/v1/chat"],
    ["/v1/", "/chat", "/v1/chat"],
    ["/v1", "/", "/v1"],
    ["/v1", "/?a=b", "/v1?a=b"],
    ["", "//evil.example/x", "//evil.example/x"],
    ["/v1", "/a/../b", "/v1/b"],
  ])("are put after the target's: %j and %j", async (base, path, expected) => {
    expect(await get(await direct(base), path)).toEqual([200, expected]);
  });

  it.each([
    "/../admin",
    "/%2e%2e/admin",
    "/..",
    "/a/../../admin",
    "/../v1x/y",
    "/..\\admin",
    "http://evil.example/v1/x",
    "@evil.example/",
  ])("lead nowhere else: %j", async (path) => {
    expect((await get(await direct("/v1"), path))[0]).toBe(400);
  });
});

describe("what cannot be routed to", () => {
  it.each([
    { key: "a", url: "ftp://host" },
    { key: "a", url: "http://user:secret@host" },
    { key: "a", url: "http://host?x=1" },
    { key: "a\nb", url: "http://host" },
    { key: "", url: "http://host" },
    { key: "a", url: "http://host", cost: 0.5 },
  ])("is refused when the route is made: %j", (target) => {
    expect(() => routeRequests({ targets: [target] })).toThrow(RangeError);
  });

  it.each([{ maxAttempts: 0 }, { deadlineMs: Number.NaN }, { timeoutMs: -1 }, { maxBodyBytes: 0 }, { targets: [] }])(
    "is refused when the route is made: %j",
    (options) => {
      expect(() => routeRequests({ targets: [{ key: "a", url: "http://host" }], ...options })).toThrow(RangeError);
    },
  );

  it("is refused when it is no URL", () => {
    expect(() => routeRequests({ targets: [{ key: "a", url: "host" }] })).toThrow(TypeError);
  });
});
