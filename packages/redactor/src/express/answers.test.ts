import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { createBlockSplitter } from "./block-splitter.ts";
import { answered, chunk, completion, contentOf, event, post, QUESTION, serve, streamed } from "./serve.test-helper.ts";

describe("an answer", () => {
  it.each([
    ["zstd", zstdCompressSync],
    ["gzip, br", (body: string) => brotliCompressSync(gzipSync(body))],
    ["identity", Buffer.from],
  ])("in the encoding %s is restored", async (encoding, encode) => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding });
      response.end(encode(completion(contentOf(request))));
    });
    expect(await answered(await post(url))).toBe(QUESTION);
  });

  it("of JSON lines is restored, and other lines pass", async () => {
    const url = await serve((request, response) => {
      response.setHeader("content-type", "application/x-ndjson");
      const lines = [...contentOf(request)].map((letter) => `${chunk(letter)}\n`);
      response.end(`"hello"\n${lines.join("")}${chunk("", "stop")}\n`);
    });
    const [first, ...lines] = (await (await post(url)).text()).trimEnd().split("\n");
    expect(first).toBe('"hello"');
    expect(streamed(lines.map((line) => `data: ${line}`).join("\n"))).toBe(QUESTION);
  });

  it("without a type is restored when it looks like JSON", async () => {
    const url = await serve((request, response) => {
      response.write(" \n");
      response.end(completion(contentOf(request)));
    });
    expect(await answered(await post(url))).toBe(QUESTION);
  });

  it("without a type is restored when it looks like events, encoded or not", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(`: hello\n\n${event(contentOf(request))}${event("", "stop")}data: [DONE]\n\n`));
    });
    expect(streamed(await (await post(url)).text())).toBe(QUESTION);
  });

  it.each(["", "  ", "plain [[x", "[1]"])("without a type passes when it is %j", async (body) => {
    const url = await serve((_request, response) => {
      response.end(body);
    });
    expect(await (await post(url)).text()).toBe(body);
  });
});

describe("an answer that cannot be restored", () => {
  const json = { "content-type": "application/json" };
  const events = { "content-type": "text/event-stream" };

  it.each<[string, Record<string, string>, string | Uint8Array, maxAnswerBytes?: number]>([
    ["is in an unknown encoding", { ...json, "content-encoding": "dcb" }, "x"],
    ["is in too many encodings", { ...json, "content-encoding": "gzip,".repeat(6) }, "x"],
    ["is not in the encoding it names", { ...json, "content-encoding": "gzip" }, "x"],
    ["breaks off", { ...json, "content-encoding": "gzip" }, gzipSync(completion("x")).subarray(0, 30)],
    ["is too large", json, completion("x".repeat(1_000))],
    ["is a bomb", { ...json, "content-encoding": "gzip" }, gzipSync(completion("x".repeat(10_000_000)))],
    [
      "nests too deep",
      json,
      `{"choices":[{"message":{"content":${"[".repeat(200_000)}${"]".repeat(200_000)}}}]}`,
      1_000_000,
    ],
    ["has an event that is too large", events, event("x".repeat(1_000)).trimEnd()],
  ])("is a 502 when it %s", async (_what, headers, body, maxAnswerBytes = 500) => {
    const url = await serve(
      (_request, response) => {
        response.writeHead(200, "Fine", { ...headers, etag: '"1"', "content-length": body.length }).end(body);
      },
      { maxAnswerBytes },
    );
    const response = await post(url);
    expect([response.status, response.statusText]).toEqual([502, "Bad Gateway"]);
    expect(Object.fromEntries(response.headers)).not.toHaveProperty("etag");
    expect(await response.json()).toMatchObject({ error: { code: "upstream_error", type: "server_error" } });
  });

  it("breaks off where it has begun", async () => {
    const url = await serve(
      (_request, response) => {
        response.writeHead(200, events).write(event("first"));
        response.end(event("x".repeat(1_000)).trimEnd());
      },
      { maxAnswerBytes: 500 },
    );
    await expect(post(url).then((response) => response.text())).rejects.toThrow();
  });

  it("ends JSON lines with an error as one more line", async () => {
    const policy = { entities: { API_KEY: { output: "block" } } };
    const url = await serve(
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/x-ndjson" });
        response.write(`${chunk("fine ")}\n`);
        response.end(`${chunk("sk-0123456789abcdef")}\n${chunk("", "stop")}\n`);
      },
      { policy },
    );
    const lines = (await (await post(url)).text()).trimEnd().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ error: { code: "pii_policy_violation" } });
  });
});

it("what is no chat stays as it is, byte for byte", async () => {
  const bodies = ['{ "number": 12345678901234567890 }', '{"choices": "none"', "[1, 2]"];
  for (const body of bodies) {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
    expect(await (await post(url)).text()).toBe(body);
  }
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).end('event: ping\ndata: { "big": 1.0 }\n\n');
  });
  expect(await (await post(url)).text()).toBe('event: ping\ndata: { "big": 1.0 }\n\n');
});

describe("a stream in blocks", () => {
  const text = "a\n\nb\r\nc\r\n\r\n\n\nd\r\rlast";

  it.each([1, 2, 3, 100])("is cut in the same places when it comes %i characters at a time", (size) => {
    const splitter = createBlockSplitter("\n\n", 100);
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect([...pieces, "\n\n"].flatMap((piece) => splitter.push(piece))).toEqual(["a", "b\nc", "d", "last"]);
  });

  it("is looked through once, however long a block is", () => {
    const splitter = createBlockSplitter("\n\n", 1_000_000);
    let searched = 0;
    const split = vi.spyOn(String.prototype, "split").mockImplementation(function (this: string) {
      searched += this.length;
      return [String(this)];
    });
    for (let count = 0; count < 1_000; count++) splitter.push("x".repeat(100));
    split.mockRestore();
    expect(searched).toBe(100_000);
    expect(splitter.push("\n\n")).toEqual(["x".repeat(100_000)]);
  });

  it("has a longest block", () => {
    const splitter = createBlockSplitter("\n", 10);
    expect(splitter.push("x".repeat(8))).toEqual([]);
    expect(() => splitter.push("xxx")).toThrow("More than 10 characters");
  });
});
