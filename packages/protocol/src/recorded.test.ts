import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ChatChunk, type Delta } from "./chat-chunk.ts";
import { ChatCompletion } from "./chat-completion.ts";
import { parseChatRequest } from "./chat-request.ts";
import { foldChunks } from "./fold-chunks.ts";
import { HubError } from "./hub-error.ts";
import { createSseDecoder } from "./sse-decoder.ts";

interface Recording {
  id: string;
  kind: "json" | "sse";
  status: number;
  request: unknown;
  response: unknown;
}

/** Real traffic, kept outside of the repository. */
const recordings = ["openai", "groq"].flatMap((vendor): Recording[] => {
  const file = new URL(`../../../../shared/data/recorded/${vendor}.jsonl`, import.meta.url);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
});
const absent = recordings.length === 0;
const accepted = recordings.filter(({ status }) => status < 300);

/** The chunks of a recorded stream: all its events but `[DONE]` and what Groq sends as `event: error`. */
function chunksOf({ response }: Recording): ChatChunk[] {
  const decoder = createSseDecoder();
  return [...decoder.push(new TextEncoder().encode(String(response))), ...decoder.end()]
    .filter(({ event, data }) => event !== "error" && data !== "[DONE]")
    .map(({ data }) => JSON.parse(data));
}

const streams = accepted
  .filter(({ kind }) => kind === "sse")
  .map((recording) => ({ id: recording.id, chunks: chunksOf(recording) }));

/** Streams of vendors behind OpenAI's format that differ from it, and how. */
const DEVIATING_STREAMS: Record<string, RegExp> = {
  // A proxy of Meta's models: null for the arguments of a call without arguments.
  "openai-141": /tool_calls,0,function,arguments: .*received null/,
};

describe.skipIf(absent)(`recorded traffic${absent ? " (skipped: no recordings here)" : ""}`, () => {
  it("has every request accepted that a vendor accepted, without exception", () => {
    expect(accepted.length).toBeGreaterThan(200);
    for (const { id, request } of accepted) {
      const before = JSON.stringify(request);
      expect(parseChatRequest(request), id).toBe(request);
      expect(JSON.stringify(request), id).toBe(before);
    }
  });

  it("has the request without messages refused in OpenAI's own words, and no other refused that OpenAI read", () => {
    const refused = recordings
      .filter(({ status }) => status >= 400)
      .flatMap(({ request, response }) => {
        try {
          parseChatRequest(request);
          return [];
        } catch (error) {
          const vendor = (response as { error: { code: string; param: string } }).error;
          return HubError.isInstance(error)
            ? [{ ours: [error.code, error.param], theirs: [vendor.code, vendor.param] }]
            : [];
        }
      });
    expect(refused).toEqual([{ ours: ["empty_array", "messages"], theirs: ["empty_array", "messages"] }]);
  });

  it("has answers that lack nothing but fields to be completed with null", () => {
    const completed = new Set<string>();
    for (const { id, response } of accepted.filter(({ kind }) => kind === "json")) {
      const completion = structuredClone(response) as { choices: Record<string, unknown>[] };
      for (const choice of completion.choices) {
        const message = choice.message as Record<string, unknown>;
        for (const [owner, field] of [
          [choice, "logprobs"],
          [message, "refusal"],
          [message, "content"],
        ] as const) {
          if (owner[field] === undefined) {
            owner[field] = null;
            completed.add(`${id.split("-")[0]} ${field}`);
          }
        }
      }
      expect(ChatCompletion.safeParse(completion).error?.issues, id).toBeUndefined();
    }
    // OpenAI leaves out `logprobs`, and `refusal` in answers from before 2024-08; Groq never sends `refusal`,
    // and no `content` beside tool calls.
    expect([...completed].sort()).toEqual(["groq content", "groq refusal", "openai logprobs", "openai refusal"]);
  });

  it("has streams whose every chunk is one by the schema, but for the known deviations", () => {
    expect(streams.length).toBeGreaterThan(70);
    for (const { id, chunks } of streams) {
      const issues = chunks.flatMap((chunk) => ChatChunk.safeParse(chunk).error?.issues ?? []);
      const faults = issues.map(({ path, message }) => `${path}: ${message}`).join("\n");
      if (DEVIATING_STREAMS[id]) expect(faults, id).toMatch(DEVIATING_STREAMS[id]);
      else expect(faults, id).toBe("");
    }
  });

  it("has streams that fold to the concatenation of their pieces", () => {
    for (const { id, chunks } of streams) {
      // Groq answers 200 and then nothing but an error event, when the model's very first tool call is invalid.
      if (DEVIATING_STREAMS[id] || chunks.length === 0) continue;
      const folded = ChatCompletion.parse(foldChunks(chunks));
      const seen = new Set(chunks.flatMap(({ choices }) => choices.map(({ index }) => index)));
      expect(
        folded.choices.map(({ index }) => index),
        id,
      ).toEqual([...seen].sort((a, b) => a - b));
      for (const { index, message, finish_reason, logprobs } of folded.choices) {
        const pieces = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
        const deltas = pieces.map(({ delta }) => delta);
        expect(message.content ?? "", id).toBe(textOf(deltas, "content"));
        expect(message.refusal ?? "", id).toBe(textOf(deltas, "refusal"));
        expect(message.reasoning ?? "", id).toBe(textOf(deltas, "reasoning"));
        expect(message.tool_calls ?? [], id).toEqual(callsOf(deltas));
        expect(finish_reason, id).toBe(pieces.findLast((piece) => piece.finish_reason)?.finish_reason ?? "stop");
        expect(logprobs?.content ?? [], id).toEqual(pieces.flatMap((piece) => piece.logprobs?.content ?? []));
      }
      expect(folded.usage, id).toEqual(chunks.findLast(({ usage }) => usage)?.usage);
    }
  });
});

function textOf(deltas: Delta[], field: "content" | "refusal" | "reasoning"): string {
  return deltas.map((delta) => delta[field] ?? "").join("");
}

function callsOf(deltas: Delta[]): unknown[] {
  const pieces = deltas.flatMap(({ tool_calls }) => tool_calls ?? []);
  const indexes = [...new Set(pieces.map(({ index }) => index))].sort((a, b) => a - b);
  return indexes.map((wanted) => {
    const [first, ...rest] = pieces.filter(({ index }) => index === wanted);
    const text = [first, ...rest].map((piece) => piece?.function?.arguments ?? "").join("");
    return { id: first?.id, type: "function", function: { name: first?.function?.name, arguments: text } };
  });
}
