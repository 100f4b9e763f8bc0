import type { ChatChunk } from "@hub/protocol";
import type { ChunkIterator } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { beginExchange } from "../exchange.ts";
import { chatRequest, ended, opened, said } from "../test-support.ts";
import type { StartedStream } from "./attempt.ts";
import { unlimited } from "./reserve.ts";
import { restoreStream, type View } from "./restore.ts";

const request = { model: "asked", messages: [{ role: "user" as const, content: "hi" }] };

/** A stream whose chunks arrive in these groups. */
function started(...groups: (ChatChunk | Error)[][]): Promise<StartedStream> {
  const arrived: ChatChunk[] = [];
  const chunks: ChunkIterator = {
    ready: () => arrived.shift(),
    async next() {
      const [first, ...rest] = groups.shift() ?? [];
      if (first instanceof Error) throw first;
      arrived.push(...(rest as ChatChunk[]));
      return first ? { done: false, value: first } : { done: true, value: undefined };
    },
  };
  return Promise.resolve({ leading: [opened()], chunks, fail: () => {} });
}

async function partsOf(stream: Promise<StartedStream>, view: Partial<View> = {}) {
  const spending = unlimited(request, beginExchange(chatRequest()));
  const { events } = restoreStream(stream, { model: "asked", includeUsage: false, ...view }, spending, async () => {});
  const parts: string[] = [];
  let error: unknown;
  try {
    for await (const part of events)
      parts.push(Array.from(part.matchAll(/"content":"(.*?)"|DONE/g), ([, word]) => word ?? "DONE").join(" "));
  } catch (thrown) {
    error = thrown;
  }
  return { parts, error };
}

describe("a restored stream", () => {
  it("passes on together what arrived together", async () => {
    const { parts } = await partsOf(started([said("a"), said("b")], [said("c")], [said("d"), ended()]));
    expect(parts).toEqual(["", "a b", "c", "d", "DONE"]);
  });

  it("passes on what came before a chunk that may not be shown", async () => {
    const refused = new Error("not this");
    const restorer = {
      completion: () => {
        throw refused;
      },
      chunk(chunk: ChatChunk) {
        if (chunk.choices[0]?.delta.content === "secret") throw refused;
        return [chunk];
      },
      end: () => [],
    };
    const { parts, error } = await partsOf(started([said("a"), said("secret"), said("b")]), { restorer });
    expect(parts).toEqual(["", "a"]);
    expect(error).toBe(refused);
  });
});
