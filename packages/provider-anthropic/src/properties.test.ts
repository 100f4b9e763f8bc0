import { parseChatRequest } from "@hub/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import type { ContentBlock, MessagesBody } from "./wire-types.ts";

const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("", " ", "\n\t", "Hello"));
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const textPart = fc.record({ type: fc.constant("text"), text });
const image = fc.constant({ type: "image_url", image_url: { url: "https://example.com/a.png" } });
const userContent = fc.oneof(text, fc.array(fc.oneof(textPart, image), { minLength: 1, maxLength: 3 }));
const thinking = fc.oneof(
  fc.record({ type: fc.constant("thinking"), thinking: text, signature: fc.constantFrom("", " ", "c2ln") }),
  fc.constant({ type: "redacted_thinking", data: "ZGF0YQ==" }),
);
const plain = fc.oneof(
  fc.record({ role: fc.constantFrom("system", "developer", "user"), content: text }),
  fc.record({ role: fc.constant("user"), content: userContent }),
  fc.record(
    {
      role: fc.constant("assistant"),
      content: fc.oneof(text, fc.constant(null)),
      thinking_blocks: fc.array(thinking, { maxLength: 2 }),
      refusal: optional(text),
    },
    { requiredKeys: ["role", "content"] },
  ),
);
/** An assistant's calls with their results in any order: pairs as an OpenAI client would keep them. */
const exchange = fc
  .uniqueArray(fc.stringMatching(/^[\w:.-]{1,6}$/), { minLength: 1, maxLength: 3 })
  .chain((ids) =>
    fc.tuple(
      fc.constant(ids),
      fc.shuffledSubarray(ids, { minLength: ids.length }),
      text,
      fc.array(text, { minLength: 3, maxLength: 3 }),
    ),
  )
  .map(([ids, answered, said, results]) => [
    {
      role: "assistant",
      content: said,
      tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: said } })),
    },
    ...answered.map((id, index) => ({ role: "tool", tool_call_id: id, content: results[index] })),
  ]);
const conversation = fc
  .array(
    fc.oneof(
      plain.map((message) => [message]),
      exchange,
    ),
    { maxLength: 6 },
  )
  .map((parts) => [{ role: "user", content: "Hello" }, ...parts.flat()]);
const request = fc.record(
  {
    model: fc.constantFrom(
      "claude-3-haiku-20240307",
      "claude-sonnet-4-0",
      "claude-sonnet-4-5",
      "claude-opus-4-6",
      "claude-sonnet-5-5",
      "claude-9",
    ),
    messages: conversation,
    max_tokens: fc.integer({ min: 1, max: 9000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    reasoning_effort: fc.constantFrom("none", "minimal", "medium", "xhigh", "max"),
    tools: fc.constant([{ type: "function", function: { name: "f" } }]),
    tool_choice: fc.constantFrom("auto", "none", "required", { type: "function", function: { name: "f" } }),
    parallel_tool_calls: fc.boolean(),
    response_format: fc.constantFrom(
      { type: "json_object" },
      {
        type: "json_schema",
        json_schema: { name: "x", schema: { type: "object", properties: { a: { type: "string" } } } },
      },
    ),
    stop: fc.oneof(text, fc.array(text, { maxLength: 4 })),
    seed: fc.integer(),
    logit_bias: fc.constant({ 1: 1 }),
  },
  { requiredKeys: ["model", "messages"] },
);

const FIELDS = new Set([
  "model",
  "max_tokens",
  "system",
  "messages",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "temperature",
  "top_p",
  "stop_sequences",
]);

it("translates every conversation into a body that keeps Anthropic's rules", () => {
  fc.assert(
    fc.property(request, (fields) => {
      const chat = parseChatRequest(fields);
      const { body: raw, droppedParams } = anthropicWireFormat.request(chat);
      const body = raw as MessagesBody;
      expect(Object.keys(body).filter((key) => !FIELDS.has(key))).toEqual([]);
      expect(new Set(droppedParams).size).toBe(droppedParams.length);
      expect(JSON.stringify(anthropicWireFormat.request(structuredClone(chat)).body)).toBe(JSON.stringify(body));

      for (const [index, { role, content }] of body.messages.entries()) {
        expect(role).not.toBe(body.messages[index - 1]?.role);
        expect(content.length).toBeGreaterThan(0);
        checkBlocks(content);
        const previous = body.messages[index - 1]?.content ?? [];
        const called = previous.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
        const answered = content.flatMap((block) => (block.type === "tool_result" ? [block.tool_use_id] : []));
        expect(answered.filter((id) => !called.includes(id))).toEqual([]);
        const lastResult = content.findLastIndex(({ type }) => type === "tool_result");
        expect(content.slice(0, lastResult + 1).every(({ type }) => type === "tool_result")).toBe(true);
      }
      for (const block of body.system ?? []) checkBlocks([block]);

      const budget = body.thinking?.budget_tokens;
      if (typeof budget === "number") {
        expect(budget).toBeGreaterThanOrEqual(1024);
        expect(budget).toBeLessThan(body.max_tokens);
        expect(["auto", "none", undefined]).toContain(body.tool_choice?.type);
      }
      if (body.thinking && body.thinking.type !== "disabled") expect(body.temperature).toBeUndefined();
      expect(body.temperature ?? 0).toBeLessThanOrEqual(1);
      if (body.tool_choice) expect(body.tools?.length).toBeGreaterThan(0);
      for (const sequence of body.stop_sequences ?? []) expect(sequence.trim()).not.toBe("");
    }),
    { numRuns: 300 },
  );
});

function checkBlocks(blocks: readonly ContentBlock[]): void {
  for (const block of blocks) {
    if (block.type === "text") expect(block.text.trim()).not.toBe("");
    if (block.type === "tool_result") {
      expect(block.tool_use_id).toMatch(/^[a-zA-Z0-9_-]+$/);
      if (block.content) checkBlocks(block.content);
    }
    if (block.type === "tool_use") expect(block.id).toMatch(/^[a-zA-Z0-9_-]+$/);
    if (block.type === "thinking") expect(block.signature.trim()).not.toBe("");
  }
}
