import { type ChatChunk, createSseDecoder, encodeSseJson, HubError, SSE_DONE } from "@hub/protocol";
import { describe, expect, it, vi } from "vitest";
import { type ChunkSource, readChunks } from "./read-chunks.ts";

const said = (content: string): ChatChunk => ({
  id: "x",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

/** Reads what a vendor sends in these pieces; an event that says "bad" is the vendor's error. */
function reading(...pieces: string[]) {
  const encoder = new TextEncoder();
  let finished = false;
  const body = {
    cancel: vi.fn(),
    drain: vi.fn(),
    async *[Symbol.asyncIterator]() {
      for (const piece of pieces) yield encoder.encode(piece);
    },
  };
  const source: ChunkSource = {
    name: "Acme",
    body,
    decoder: createSseDecoder(),
    reducer: {
      push({ data }) {
        finished = data === "[DONE]";
        if (finished) return [];
        if (data === "bad") throw new HubError("upstream_error", "It broke.");
        return [JSON.parse(data) as ChatChunk];
      },
      isFinished: () => finished,
    },
    conceal: (error) => error,
    onWarning: undefined,
  };
  return { body, chunks: readChunks(source) };
}

const contentOf = (chunk: unknown) => (chunk as ChatChunk | undefined)?.choices[0]?.delta.content;

describe("readChunks", () => {
  it("has what came in one piece ready, and waits for the rest", async () => {
    const { chunks } = reading(
      encodeSseJson(said("a")) + encodeSseJson(said("b")),
      encodeSseJson(said("c")) + SSE_DONE,
    );
    expect(chunks.ready?.()).toBeUndefined();
    expect(contentOf((await chunks.next()).value)).toBe("a");
    expect(contentOf(chunks.ready?.())).toBe("b");
    expect(chunks.ready?.()).toBeUndefined();
    expect(contentOf((await chunks.next()).value)).toBe("c");
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  it("gives what came before an error first, and tells of the error once", async () => {
    const { chunks, body } = reading(`${encodeSseJson(said("a"))}${encodeSseJson(said("b"))}data: bad\n\n`);
    expect(contentOf((await chunks.next()).value)).toBe("a");
    expect(contentOf(chunks.ready?.())).toBe("b");
    expect(chunks.ready?.()).toBeUndefined();
    await expect(chunks.next()).rejects.toThrow("It broke.");
    expect(body.cancel).toHaveBeenCalledOnce();
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  it("takes a body that ends too early for a failure", async () => {
    const { chunks } = reading(encodeSseJson(said("a")));
    expect(contentOf((await chunks.next()).value)).toBe("a");
    await expect(chunks.next()).rejects.toMatchObject({ code: "upstream_error" });
  });

  it("keeps a connection whose answer is complete, and ends the others", async () => {
    const complete = reading(encodeSseJson(said("a")) + SSE_DONE);
    await complete.chunks.next();
    await complete.chunks.next();
    expect(complete.body.drain).toHaveBeenCalledOnce();
    expect(complete.body.cancel).not.toHaveBeenCalled();

    for (const read of [0, 1]) {
      const left = reading(encodeSseJson(said("a")) + encodeSseJson(said("b")));
      for (let index = 0; index < read; index++) await left.chunks.next();
      await left.chunks.return?.();
      expect(left.body.cancel).toHaveBeenCalledOnce();
      expect(left.chunks.ready?.()).toBeUndefined();
      expect(await left.chunks.next()).toEqual({ done: true, value: undefined });
    }
  });
});
