import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import express4 from "express-4";
import { describe, expect, it } from "vitest";
import { type RouteRequestsOptions, routeRequests } from "../express.ts";
import { listen } from "./listen.test-helper.ts";

const applications: [string, typeof express][] = [
  ["Express 5", express],
  ["Express 4", express4 as unknown as typeof express],
];

describe.each(applications)("in %s", (_name, create) => {
  /** An application that is prepared and then routes to one target, which tells path and body. */
  async function serve(
    prepare: (app: Express) => void,
    options: Partial<RouteRequestsOptions> = {},
    after: (app: Express) => void = () => {},
  ): Promise<string> {
    const target = await listen(async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      response.end(`${request.method} ${request.url} ${body}`);
    });
    const app = create();
    prepare(app);
    app.use("/a/b", routeRequests({ targets: [{ key: "one", url: `${target}/v1` }], ...options }));
    after(app);
    return listen(app);
  }
  const post = (url: string, body = '{"a":1}', signal: AbortSignal | null = null) =>
    fetch(`${url}/a/b/chat?x=1`, { method: "POST", headers: { "content-type": "application/json" }, body, signal });

  it.each<[string, RequestHandler[]]>([
    ["no parser", []],
    ["express.json()", [create.json()]],
    ["express.text()", [create.text({ type: "*/*" })]],
    ["express.raw()", [create.raw({ type: "*/*" })]],
    ["a parser of other types", [create.urlencoded({ extended: false })]],
  ])("sends on what comes after %s, below any prefix", async (_parser, parsers) => {
    const url = await serve((app) => {
      for (const parser of parsers) app.use(parser);
    });
    expect(await (await post(url)).text()).toBe('POST /v1/chat?x=1 {"a":1}');
    expect(await (await fetch(`${url}/a/b`)).text()).toBe("GET /v1 ");
  });

  it("leaves other paths alone", async () => {
    const url = await serve(
      () => {},
      {},
      (app) => app.get("/mine", (_request, response) => void response.send("mine")),
    );
    expect(await (await fetch(`${url}/mine`)).text()).toBe("mine");
  });

  it("lets loggers see who has sent what was refused", async () => {
    const seen: unknown[] = [];
    const log: RequestHandler = (request, response, next) => {
      response.once("finish", () => seen.push([request.ip, response.statusCode]));
      next();
    };
    const url = await serve((app) => app.use(log), { maxBodyBytes: 1_000 });
    // The client has all of the answer, although it has not sent all of the body when that comes.
    const response = await post(url, "x".repeat(3_000_000));
    expect(await response.json()).toMatchObject({ error: { code: "payload_too_large" } });
    await expect.poll(() => seen).toEqual([[expect.stringContaining("127.0.0.1"), 413]]);
  });

  it("asks nobody for a client who has left while a middleware was waiting", async () => {
    let asked = 0;
    const [arrived, passed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const waits: RequestHandler = async (_request, response, next) => {
      const closed = new Promise((resolve) => response.once("close", resolve));
      arrived.resolve();
      await closed;
      next();
      passed.resolve();
    };
    const target = await listen((_request, response) => {
      asked++;
      response.end();
    });
    const url = await serve((app) => app.use(create.json(), waits), { targets: [{ key: "one", url: target }] });
    const client = new AbortController();
    const answer = post(url, '{"a":1}', client.signal);
    await arrived.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    await passed.promise;
    // The target would have been asked by the time that it has answered other requests.
    for (let count = 0; count < 3; count++) await fetch(target);
    expect(asked).toBe(3);
  });

  it("hands what is the program's own fault to its error handler", async () => {
    const handler: ErrorRequestHandler = (error, _request, response, _next) =>
      void response.status(500).send(error.name);
    const url = await serve(
      (app) =>
        app.use((request, _response, next) => {
          request.url = "/a/b/chat";
          // No URL has such a method.
          request.method = "CONNECT";
          next();
        }),
      {},
      (app) => app.use(handler),
    );
    expect(await (await post(url)).text()).toBe("TypeError");
  });
});
