import { type IncomingMessage, request as send } from "node:http";
import { gzipSync } from "node:zlib";
import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import express4 from "express-4";
import morgan from "morgan";
import { describe, expect, it } from "vitest";
import { type RedactChatMiddlewareOptions, redactChat } from "../express.ts";
import { fakeDetectors as detectors } from "../test-support.ts";
import { answered, completion, contentOf, event, listen, post, QUESTION, streamed } from "./serve.test-helper.ts";

const applications: [string, typeof express][] = [
  ["Express 5", express],
  ["Express 4", express4 as unknown as typeof express],
];

/** Random enough not to be squeezed, and free of values. */
const noise = (length: number) => {
  let state = 1;
  const letter = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(97 + (state % 26));
  };
  return Array.from({ length }, letter).join("");
};

const options: RedactChatMiddlewareOptions = { key: "project", detectors };
const fails = () => {
  throw new Error("broken");
};
const redact = (policy: object = {}) => redactChat(policy, options);

describe.each(applications)("in %s", (_name, create) => {
  /** A server of an application. */
  function serve(prepare: (app: Express) => void): Promise<string> {
    const app = create();
    prepare(app);
    return listen(app);
  }
  const repeat: RequestHandler = (request, response) => void response.json(JSON.parse(completion(contentOf(request))));

  it.each<[string, () => RequestHandler[]]>([
    ["no parser", () => []],
    ["express.json()", () => [create.json()]],
    ["express.text()", () => [create.text({ type: "*/*" })]],
    ["express.raw()", () => [create.raw({ type: "*/*" })]],
    ["a parser of other types", () => [create.urlencoded({ extended: false })]],
  ])("takes bodies after %s", async (_parser, parsers) => {
    const url = await serve((app) => app.post("/", ...parsers(), redact(), repeat));
    expect(await answered(await post(url))).toBe(QUESTION);
  });

  it.each<[string, RequestHandler]>([
    ["response.send", (request, response) => void response.type("json").send(completion(contentOf(request)))],
    ["response.send without a type", (request, response) => void response.send(completion(contentOf(request)))],
    ["response.send of bytes", (request, response) => void response.send(Buffer.from(completion(contentOf(request))))],
    [
      "response.write and response.end",
      (request, response) => {
        response.type("json");
        for (const letter of completion(contentOf(request))) response.write(letter);
        response.end();
      },
    ],
    [
      "response.end with an end too many",
      (request, response) => {
        response.json(JSON.parse(completion(contentOf(request))));
        response.end();
      },
    ],
  ])("restores an answer given by %s", async (_way, handler) => {
    const url = await serve((app) => app.post("/", redact(), handler));
    expect(await answered(await post(url))).toBe(QUESTION);
  });

  it("leaves the body of a 204 empty, without a length", async () => {
    const url = await serve((app) =>
      app.post("/", redact(), (_request, response) => void response.status(204).type("json").end()),
    );
    const response = await post(url);
    expect([response.status, response.headers.get("content-length")]).toEqual([204, null]);
  });

  it.each([
    ["as it comes", false],
    ["compressed", true],
  ])("restores a large answer that a proxy pipes with all of its headers, %s", async (_how, isCompressed) => {
    const long = noise(300_000);
    const vendor = await listen((request, response) => {
      request.resume().on("end", () => {
        response.setHeader("content-type", "application/json");
        if (isCompressed) response.setHeader("content-encoding", "gzip");
        const body = completion(`${long} ${QUESTION}`);
        response.write(isCompressed ? gzipSync(body) : body);
        response.end();
      });
    });
    const url = await serve((app) =>
      app.post("/", redact(), (request, response) => {
        const { method, headers } = request;
        const upstream = send(vendor, { method, headers }, (answer) => {
          response.type("text/plain").set("x-own", "1");
          response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
          answer.pipe(response);
        });
        request.pipe(upstream);
      }),
    );
    const response = await post(url);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("content-length")).toBeNull();
    expect(await answered(response)).toBe(`${long} ${QUESTION}`);
  });

  describe.each<[string, (app: Express, handler: RequestHandler) => void]>([
    ["behind", (app, handler) => app.use(compression({ threshold: 0 })).post("/", redact(), handler)],
    ["before", (app, handler) => app.use(redact(), compression({ threshold: 0 })).post("/", handler)],
  ])("%s compression()", (_where, mount) => {
    const gzip = { headers: { "content-type": "application/json", "accept-encoding": "gzip" } };

    it("restores a JSON answer", async () => {
      const url = await serve((app) => mount(app, repeat));
      expect(await answered(await post(url, undefined, gzip))).toBe(QUESTION);
    });

    it("restores a stream, each event when it is there", async () => {
      const gate = Promise.withResolvers<void>();
      const url = await serve((app) =>
        mount(app, async (request, response) => {
          response.type("text/event-stream").write(event("first "));
          (response as typeof response & { flush(): void }).flush();
          await gate.promise;
          response.end(`${event(contentOf(request))}${event("", "stop")}data: [DONE]\n\n`);
        }),
      );
      const response = await post(url, undefined, gzip);
      expect(response.headers.get("transfer-encoding")).toBe("chunked");
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const decoder = new TextDecoder();
      let text = decoder.decode((await reader.read()).value);
      expect(text).toContain("first");
      gate.resolve();
      for (let next = await reader.read(); !next.done; next = await reader.read()) text += decoder.decode(next.value);
      expect(streamed(text)).toBe(`first ${QUESTION}`);
    });

    it("restores an answer whose head was to be sent first", async () => {
      const url = await serve((app) =>
        mount(app, (request, response) => {
          response.type("json").flushHeaders();
          response.write(completion(contentOf(request)));
          response.end();
        }),
      );
      expect(await answered(await post(url, undefined, gzip))).toBe(QUESTION);
    });

    it("lets another type pass in pieces", async () => {
      const url = await serve((app) =>
        mount(app, (_request, response) => {
          response.type("text/csv");
          for (const piece of ["a,b\n", "c,d\n", "e,f\n"]) response.write(piece);
          response.end("g,h\n");
        }),
      );
      expect(await (await post(url, undefined, gzip)).text()).toBe("a,b\nc,d\ne,f\ng,h\n");
    });
  });

  it("leaves to the error handler what fails, before and after the answer has begun", async () => {
    const url = await serve((app) => {
      app.post("/early", redact(), () => {
        throw new Error("early");
      });
      app.post("/late", redact(), (_request, response) => {
        response.type("json").write('{"choices":');
        throw new Error("late");
      });
      app.use(((error, _request, response, next) => {
        if (response.headersSent) next(error);
        else response.status(500).json({ error: { message: error.message } });
      }) as express.ErrorRequestHandler);
      app.set("env", "test");
    });
    const early = await post(`${url}early`);
    expect([early.status, await early.json()]).toEqual([500, { error: { message: "early" } }]);
    await expect(post(`${url}late`).then((late) => late.text())).rejects.toThrow();
  });

  it.each([
    ["a body that is too large", 413, { maxBodyBytes: 10 }, {}],
    ["a body that is too large, of unknown length", 413, { maxBodyBytes: 10 }, { duplex: "half" }],
    ["a detector that fails", 503, { detectors: { structured: fails } }, {}],
    ["an injection", 400, { detectors: { injection: () => ({ score: 1, rules: ["fake"] }) } }, {}],
  ])("answers %s with %i, and loggers get to see it", async (_what, status, fields, init) => {
    const lines: string[] = [];
    const url = await serve((app) => {
      app.use(morgan(":method :remote-addr :status", { stream: { write: (line) => lines.push(line) } }));
      app.post("/", redactChat({}, { ...options, ...fields } as RedactChatMiddlewareOptions), repeat);
    });
    const body = "duplex" in init ? new Blob([JSON.stringify({ x: "y".repeat(1_000) })]).stream() : undefined;
    const response = await post(url, undefined, body ? { body, ...(init as RequestInit) } : {});
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), type: expect.any(String) } });
    await expect.poll(() => lines).toEqual([expect.stringMatching(`^POST .*127.0.0.1 ${status}`)]);
  });

  it("holds what express.json() has parsed to the limit as well", async () => {
    const url = await serve((app) => {
      app.post("/", create.json(), redactChat({}, { ...options, maxBodyBytes: 100 }), repeat);
    });
    const body = JSON.stringify({ messages: [{ role: "user", content: "x".repeat(100) }] });
    expect((await post(url, undefined, { body })).status).toBe(413);
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await post(url, undefined, { body: gzipSync(body), headers })).status).toBe(413);
  });

  it("knows the tenant from what a middleware before it has left", async () => {
    const seen: unknown[] = [];
    const url = await serve((app) => {
      const tenant = (request: express.Request) => {
        seen.push(request.get("x-tenant"));
        return "acme";
      };
      app.post("/", redactChat({}, { ...options, tenant }), repeat);
    });
    await post(url, undefined, { headers: { "content-type": "application/json", "x-tenant": "acme" } });
    expect(seen).toEqual(["acme"]);
  });

  it("leaves an answer as it is when there is nothing to put back", async () => {
    const bytes = gzipSync(completion("[[EMAIL_ADDRESS_1.0000]]"));
    const url = await serve((app) =>
      app.post("/", redact(), (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip", etag: '"1"' });
        response.end(bytes);
      }),
    );
    const response = await post(url, { messages: [{ role: "user", content: "Hello" }] });
    expect([response.headers.get("content-encoding"), response.headers.get("etag")]).toEqual(["gzip", '"1"']);
    expect(await answered(response)).toBe("[[EMAIL_ADDRESS_1.0000]]");
  });

  it("can stand twice before a handler", async () => {
    const url = await serve((app) => app.use(redact({ entities: { US_SSN: "allow" } })).post("/", redact(), repeat));
    expect(await answered(await post(url))).toBe(QUESTION);
  });
});

describe("a caller who leaves", () => {
  it("while the body is read is no error, and nobody is asked", async () => {
    const heard: unknown[] = [];
    const closed = Promise.withResolvers<void>();
    const middleware = redactChat({}, options);
    const url = await listen((request, response) => {
      response.once("close", () => setImmediate(closed.resolve));
      middleware(request, response, (error) => heard.push(error));
    });
    const request = send(url, { method: "POST", headers: { "content-length": 100 } });
    request.on("error", () => {});
    request.write('{"mess', () => setImmediate(() => request.destroy()));
    await closed.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);
  });

  it("while the request is looked at is not served", async () => {
    const heard: unknown[] = [];
    const [started, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const readMedia = async () => {
      started.resolve();
      await left.promise;
      return { text: "" };
    };
    const middleware = redactChat({ media: "hook" }, { ...options, readMedia });
    const url = await listen((request, response) => {
      response.once("close", () => left.resolve());
      middleware(request, response, (error) => heard.push(error));
    });
    const client = new AbortController();
    const image = { type: "image_url", image_url: { url: "data:image/webp;base64,AAAA" } };
    const answer = post(url, { messages: [{ role: "user", content: [image] }] }, { signal: client.signal });
    answer.catch(() => {});
    await started.promise;
    client.abort();
    await left.promise;
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);
  });
});

describe("a caller who does not read", () => {
  const piece = event(noise(100_000));

  it.each([
    ["as they are", piece, {}],
    ["compressed", gzipSync(piece), { "content-encoding": "gzip" }],
  ])("holds back who writes events %s, until it reads again", async (_how, bytes, headers) => {
    let written = 0;
    const middleware = redactChat({}, options);
    const url = await listen((request, response) =>
      middleware(request, response, async () => {
        response.writeHead(200, { "content-type": "text/event-stream", ...headers });
        let wake: () => void = () => {};
        for (const name of ["drain", "close"]) response.on(name, () => wake());
        while (!response.destroyed) {
          written++;
          const isReady = response.write(bytes);
          // As a vendor's answer comes: not all of it at the same moment.
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (isReady) setTimeout(resolve, 1);
          });
        }
      }),
    );
    const body = JSON.stringify({ messages: [{ role: "user", content: QUESTION }] });
    const request = send(url, { method: "POST", headers: { "content-length": body.length } }).end(body);
    const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    response.pause();
    let before = -1;
    while (written !== before) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(written).toBeLessThan(1_000);
    response.resume();
    await expect.poll(() => written, { timeout: 10_000 }).toBeGreaterThan(before + 10);
    request.destroy();
  });
});
