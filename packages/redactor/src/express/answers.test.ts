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
