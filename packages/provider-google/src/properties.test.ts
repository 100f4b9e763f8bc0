import { HubError, parseChatRequest } from "@hub/protocol";
import { deepFreeze } from "@hub/provider/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { VERTEX_AI } from "./door.ts";
import { createWireFormat, googleWireFormat } from "./google-wire-format.ts";
import { rulesOf } from "./model-rules.ts";
import type { Content, GenerateContentBody } from "./wire-types.ts";

const PNG = "data:image/png;base64,iVBORw0KGgo=";
const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("", " ", "\n\t", "Hello", '{"a":1}', "[1]"));
const part = fc.oneof(
  fc.record({ type: fc.constant("text"), text }),
  fc.record({
    type: fc.constant("image_url"),
    image_url: fc.record({
      url: fc.constantFrom(PNG, "https://youtu.be/x", "gs://bucket/a.png", "data:,x"),
      detail: fc.constantFrom("auto", "low", "high", "original"),
    }),
  }),
  fc.record({
    type: fc.constant("input_audio"),
    input_audio: fc.record({ data: fc.constant("AAAA"), format: fc.constantFrom("wav", "mp3", "abc") }),
  }),
  fc.constant({ type: "file", file: { file_data: "data:application/pdf;base64,JVBERi0=", filename: "a.pdf" } }),
);
const content = fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 }));
const plain = fc.oneof(
  fc.record({ role: fc.constantFrom("system", "developer", "user"), content: text }),
  fc.record({ role: fc.constant("user"), content }),
  fc.record({
    role: fc.constant("assistant"),
    content: fc.oneof(text, fc.constant(null)),
    refusal: fc.oneof(text, fc.constant(null)),
  }),
);
const signature = fc.option(fc.base64String({ minLength: 40, maxLength: 80 }), { nil: undefined });
/** An assistant's calls with their results in any order: pairs as an OpenAI client would keep them. */
const exchange = fc
  .uniqueArray(fc.stringMatching(/^[\w:.-]{1,6}$/), { minLength: 1, maxLength: 3 })
  .chain((ids) =>
    fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length }), text, content, signature),
  )
  .map(([ids, answered, said, result, signed]) => [
    {
      role: "assistant",
      content: said,
      tool_calls: ids.map((id) => ({
        id,
        type: "function",
        function: { name: `f_${id.length}`, arguments: said },
        ...(signed && { extra_content: { google: { thought_signature: signed } } }),
      })),
    },
    ...answered.map((id) => ({ role: "tool", tool_call_id: id, content: result })),
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
      "gemini-2.0-flash",
      "gemini-2.5-pro",
      "gemini-3-flash-preview",
      "gemini-3.8-flash",
      "gemini-9",
      "gemini-flash-latest",
      "gemma-3-27b-it",
    ),
    messages: conversation,
    stream: fc.boolean(),
    max_tokens: fc.integer({ min: 1, max: 9000 }),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    n: fc.constantFrom(1, 2, 9),
    seed: fc.double({ min: -(2 ** 63), max: 2 ** 63, noNaN: true }).map(Math.trunc),
    reasoning_effort: fc.constantFrom("none", "minimal", "medium", "xhigh", "max"),
    tools: fc.constant([{ type: "function", function: { name: "f", strict: true } }]),
    tool_choice: fc.constantFrom("auto", "none", "required", { type: "function", function: { name: "f" } }),
    parallel_tool_calls: fc.boolean(),
    web_search_options: fc.constant({}),
    response_format: fc.constantFrom(
      { type: "json_object" },
      {
        type: "json_schema",
        json_schema: { name: "x", schema: { type: "object", properties: { a: { const: "b" } } } },
      },
    ),
    presence_penalty: fc.double({ min: -2, max: 2, noNaN: true }),
    stop: fc.oneof(text, fc.array(text, { maxLength: 4 })),
    logit_bias: fc.constant({ 1: 1 }),
  },
  { requiredKeys: ["model", "messages"] },
);

const FIELDS = new Set(["systemInstruction", "contents", "tools", "toolConfig", "generationConfig"]);
const DOORS = { gemini: googleWireFormat, vertex: createWireFormat(VERTEX_AI, () => ({})) };

it.each(Object.entries(DOORS))(
  "translates every conversation for %s into a body that keeps Google's rules, or a 400",
  (_door, wire) => {
    fc.assert(
      fc.property(request, (fields) => {
        const chat = deepFreeze(parseChatRequest(fields));
        let translated: ReturnType<typeof wire.request>;
        try {
          translated = wire.request(chat);
        } catch (error) {
          expect(HubError.isInstance(error) && error.status).toBe(400);
          return;
        }
        const { path, droppedParams } = translated;
        const body = translated.body as GenerateContentBody;
        expect(path).toMatch(/^\/[\w./-]+:(generateContent|streamGenerateContent\?alt=sse)$/);
        expect(Object.keys(body).filter((key) => !FIELDS.has(key))).toEqual([]);
        expect(new Set(droppedParams).size).toBe(droppedParams.length);
        expect(JSON.stringify(wire.request(parseChatRequest(structuredClone(fields))).body)).toBe(JSON.stringify(body));
        checkContents(body.contents, rulesOf(chat.model).needsSignatures);
        checkConfig(body);
      }),
      { numRuns: 400 },
    );
  },
);

function checkContents(contents: readonly Content[], needsSignatures: boolean): void {
  expect(contents.length).toBeGreaterThan(0);
  const isResults = ({ parts }: Content) => parts.some(({ functionResponse }) => functionResponse);
  for (const [index, turn] of contents.entries()) {
    const previous = contents[index - 1];
    expect(turn.parts.length).toBeGreaterThan(0);
    for (const some of turn.parts) expect(some.text ?? "text").not.toMatch(/^\s*$/);
    if (previous?.role === turn.role) expect(isResults(previous) || isResults(turn)).toBe(true);
    if (!isResults(turn)) continue;
    // As many results as there were calls, in their order, and nothing else.
    const calls = (previous?.parts ?? []).flatMap(({ functionCall }) => (functionCall ? [functionCall] : []));
    const ids = turn.parts.map(({ functionResponse }) => [functionResponse?.id, functionResponse?.name]);
    expect(ids).toEqual(calls.map(({ id, name }) => [id, name]));
  }
  const start = contents.findLastIndex((turn) => turn.role === "user" && !isResults(turn));
  const current = contents.slice(start + 1).filter(({ role }) => role === "model");
  const firstCalls = current.flatMap(({ parts }) => parts.find(({ functionCall }) => functionCall) ?? []);
  if (needsSignatures) for (const { thoughtSignature } of firstCalls) expect(thoughtSignature).toMatch(/./);
  const foreign = contents.flatMap(({ parts }) => parts).filter((some) => some.thoughtSignature?.startsWith("skip_"));
  expect(foreign.every((some) => needsSignatures && firstCalls.includes(some))).toBe(true);
}

function checkConfig({ tools = [], toolConfig, generationConfig: config = {} }: GenerateContentBody): void {
  const mode = toolConfig?.functionCallingConfig?.mode;
  if (mode) expect(tools.some((some) => "functionDeclarations" in some)).toBe(true);
  if (toolConfig?.functionCallingConfig?.allowedFunctionNames) expect(mode).toBe("ANY");
  if (config.responseJsonSchema) expect(config.responseMimeType).toBe("application/json");
  if (config.seed !== undefined) expect(config.seed === (config.seed | 0)).toBe(true);
  expect(config.candidateCount ?? 2).toBeLessThanOrEqual(8);
  for (const sequence of config.stopSequences ?? []) expect(sequence).not.toBe("");
}
