import { HubError, parseChatRequest } from "@hub/protocol";
import { deepFreeze } from "@hub/provider/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { CLAUDE, chat, GPT_OSS, LLAMA, NOVA, NOVA_2, wire } from "./test-support.ts";
import type { ContentBlock, ConverseBody } from "./wire-types.ts";

const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("", " ", "\n\t", "Hello"));
const mark = fc.constantFrom({}, {}, { cache_control: { type: "ephemeral" } });
const marked = <Value extends object>(arbitrary: fc.Arbitrary<Value>) =>
  fc.tuple(arbitrary, mark).map(([value, extra]) => ({ ...value, ...extra }));
const part = marked(
  fc.oneof(
    fc.record({ type: fc.constant("text"), text }),
    fc.constant({ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }),
    fc.record({
      type: fc.constant("file"),
      file: fc.record({ filename: text, file_data: fc.constant("JVBERi0xLjc=") }),
    }),
    fc.constant({ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }),
  ),
);
const userContent = fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 }));
const thinking = fc.oneof(
  fc.record({ type: fc.constant("thinking"), thinking: text, signature: fc.constantFrom("", " ", "c2ln") }),
  fc.record({ type: fc.constant("redacted_thinking"), data: text }),
);
const plain = marked(
  fc.oneof(
    fc.record({ role: fc.constantFrom("system", "developer", "user"), content: text }),
    fc.record({ role: fc.constant("user"), content: userContent }),
    fc.record(
      {
        role: fc.constant("assistant"),
        content: fc.oneof(text, fc.constant(null)),
        thinking_blocks: fc.array(thinking, { maxLength: 2 }),
        refusal: text,
      },
      { requiredKeys: ["role", "content"] },
    ),
  ),
);
/** An assistant's calls with their results in any order: pairs as an OpenAI client would keep them. */
const resultPart = part.filter(({ type }) => type !== "input_audio");
const resultContent = fc.oneof(text, fc.array(resultPart, { minLength: 1, maxLength: 3 }));
const exchange = fc
  .uniqueArray(fc.string({ maxLength: 70 }), { minLength: 1, maxLength: 3 })
  .chain((ids) =>
    fc.tuple(
      fc.constant(ids),
      fc.shuffledSubarray(ids, { minLength: ids.length }),
      text,
      fc.array(resultContent, { minLength: 3, maxLength: 3 }),
    ),
  )
  .map(([ids, answered, said, results]) => [
    {
      role: "assistant",
      content: said,
      tool_calls: ids.map((id) => ({ id, type: "function", function: { name: said, arguments: said } })),
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
const schema = { type: "object", properties: { a: { type: "string" } } };
const request = fc.record(
  {
    model: fc.constantFrom(
      CLAUDE,
      NOVA,
      NOVA_2,
      LLAMA,
      GPT_OSS,
      "anthropic.claude-v2",
      "us.anthropic.claude-sonnet-4-6",
      "us.anthropic.claude-sonnet-5",
      "mistral.mistral-large-2407-v1:0",
      "anything",
    ),
    messages: conversation,
    max_tokens: fc.integer({ min: 1, max: 9000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    top_p: fc.double({ min: 0, max: 1, noNaN: true }),
    reasoning_effort: fc.constantFrom("none", "minimal", "medium", "high", "xhigh", "max"),
    tools: fc.array(
      fc.record({
        type: fc.constant("function"),
        function: fc.record(
          {
            name: fc.constantFrom("f", "g"),
            description: text,
            strict: fc.boolean(),
            parameters: fc.constantFrom({}, schema),
          },
          { requiredKeys: ["name"] },
        ),
      }),
      { maxLength: 2 },
    ),
    tool_choice: fc.constantFrom("auto", "none", "required", { type: "function", function: { name: "f" } }),
    parallel_tool_calls: fc.boolean(),
    response_format: fc.constantFrom(
      { type: "json_object" },
      { type: "json_schema", json_schema: { name: "x y", schema } },
      { type: "json_schema", json_schema: { name: "f", schema: { type: "object" } } },
    ),
    stop: fc.oneof(text, fc.array(text, { maxLength: 4 })),
    user: text,
    metadata: fc.dictionary(text, text, { maxKeys: 3 }),
    service_tier: fc.constantFrom("auto", "default", "flex", "other"),
    seed: fc.integer(),
    web_search_options: fc.constant({}),
    cache_control: fc.constant({ type: "ephemeral" }),
    prompt_cache_options: fc.constant({ mode: "implicit", ttl: "30m" }),
  },
  { requiredKeys: ["model", "messages"] },
);

const FIELDS = new Set([
  "system",
  "messages",
  "inferenceConfig",
  "toolConfig",
  "outputConfig",
  "additionalModelRequestFields",
  "requestMetadata",
  "serviceTier",
]);
const METADATA = /^[a-zA-Z0-9\s:_@$#=/+,\-.]{0,256}$/;

it("translates every conversation into a body that keeps Bedrock's rules", () => {
  fc.assert(
    fc.property(request, (fields) => {
      // A choice of a tool that is not there is a 400.
      const { tools = [], tool_choice: choice } = fields;
      const isMissing = tools.length > 0 && !tools.some((entry) => entry.function.name === "f");
      fc.pre(!(typeof choice === "object" && isMissing));
      const asked = deepFreeze(parseChatRequest(fields));
      const { body: raw, droppedParams } = wire.request(asked);
      const body = raw as ConverseBody;
      expect(Object.keys(body).filter((key) => !FIELDS.has(key))).toEqual([]);
      expect(new Set(droppedParams).size).toBe(droppedParams.length);
      expect(JSON.stringify(wire.request(structuredClone(asked)).body)).toBe(JSON.stringify(body));

      checkMessages(body);
      checkTools(body);
      for (const block of body.system ?? []) if ("text" in block) expect(block.text.trim()).not.toBe("");
      const { maxTokens = 9000, temperature = 0, stopSequences = [] } = body.inferenceConfig ?? {};
      expect(temperature).toBeLessThanOrEqual(1);
      for (const sequence of stopSequences) expect(sequence.trim()).not.toBe("");
      const thinks = body.additionalModelRequestFields?.thinking as
        | { budget_tokens?: number; type: string }
        | undefined;
      if (thinks?.budget_tokens !== undefined) {
        expect(thinks.budget_tokens).toBeGreaterThanOrEqual(1024);
        if (body.inferenceConfig?.maxTokens) expect(thinks.budget_tokens).toBeLessThan(maxTokens);
        expect(body.toolConfig?.toolChoice).toBeUndefined();
      }
      if (thinks && thinks.type !== "disabled") expect(body.inferenceConfig?.temperature).toBeUndefined();
      for (const [key, value] of Object.entries(body.requestMetadata ?? {})) {
        expect(key).toMatch(METADATA);
        expect(value).toMatch(METADATA);
      }
    }),
    { numRuns: 500 },
  );
});

it("answers whatever stands in a request with a body or a 400", () => {
  const anything = fc.record(
    {
      messages: fc.constant([{ role: "user", content: "Hello" }]),
      response_format: fc.record({
        type: fc.constant("json_schema"),
        json_schema: fc.record({ name: fc.string(), schema: fc.object() }),
      }),
      tools: fc.array(
        fc.record({
          type: fc.constant("function"),
          function: fc.record({ name: fc.string({ minLength: 1 }), parameters: fc.object(), strict: fc.boolean() }),
        }),
      ),
      thinking: fc.anything(),
      additionalModelRequestFields: fc.anything(),
      requestMetadata: fc.anything(),
      prompt_cache_options: fc.record({ ttl: fc.string() }),
      cache_control: fc.anything(),
      top_k: fc.anything(),
    },
    { requiredKeys: ["messages"] },
  );
  fc.assert(
    fc.property(anything, fc.string({ minLength: 1 }), (fields, model) => {
      for (const name of [CLAUDE, NOVA, LLAMA, model]) {
        try {
          const { path, body } = wire.request({ ...chat(), ...fields, model: name } as never);
          expect(path).toMatch(/^\/model\/[\w.%-]+\/converse$/);
          JSON.stringify(body);
        } catch (error) {
          if (!HubError.isInstance(error)) throw error;
          expect([400, 404]).toContain(error.status);
        }
      }
    }),
    { numRuns: 300 },
  );
});

function checkMessages({ messages }: ConverseBody): void {
  const names: string[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    expect(role).not.toBe(messages[index - 1]?.role);
    expect(content.length).toBeGreaterThan(0);
    checkBlocks(content, names);
    const previous = messages[index - 1]?.content ?? [];
    const called = previous.flatMap((block) => ("toolUse" in block ? [block.toolUse.toolUseId] : []));
    const answered = content.flatMap((block) => ("toolResult" in block ? [block.toolResult.toolUseId] : []));
    expect(answered.filter((id) => !called.includes(id))).toEqual([]);
    if (content.some((block) => "document" in block)) expect(content.some((block) => "text" in block)).toBe(true);
  }
  expect(new Set(names).size).toBe(names.length);
}

function checkBlocks(blocks: readonly ContentBlock[], names: string[]): void {
  for (const [index, block] of blocks.entries()) {
    if ("text" in block) expect(block.text.trim()).not.toBe("");
    if ("document" in block) {
      names.push(block.document.name);
      expect(block.document.name).toMatch(/^[\p{L}\p{N}()[\]-][\p{L}\p{N} ()[\]-]{0,199}$/u);
      expect(block.document.name).not.toMatch(/\s\s/);
    }
    if ("cachePoint" in block) {
      const before = blocks[index - 1] as object;
      expect(before).toBeDefined();
      expect(["cachePoint", "document", "video"].filter((kind) => kind in before)).toEqual([]);
    }
    if ("toolUse" in block) {
      expect(block.toolUse.toolUseId).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(block.toolUse.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(block.toolUse.input).toBeTypeOf("object");
    }
    if ("toolResult" in block) {
      expect(block.toolResult.content.length).toBeGreaterThan(0);
      for (const part of block.toolResult.content) if ("document" in part) names.push(part.document.name);
    }
  }
}

function checkTools({ messages, toolConfig, additionalModelRequestFields }: ConverseBody): void {
  const hasCalls = messages.some(({ content }) => content.some((block) => "toolUse" in block));
  if (hasCalls) expect(toolConfig).toBeDefined();
  if (!toolConfig) {
    expect(additionalModelRequestFields ?? {}).not.toHaveProperty("tool_choice");
    return;
  }
  expect(toolConfig.tools.length).toBeGreaterThan(0);
  for (const entry of toolConfig.tools) {
    if (!("toolSpec" in entry)) continue;
    expect(entry.toolSpec.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    if (entry.toolSpec.description !== undefined) expect(entry.toolSpec.description.trim()).not.toBe("");
    expect(entry.toolSpec.inputSchema.json).toBeTypeOf("object");
  }
}
