import { expect } from "vitest";
import type { Evidence } from "../profiles.ts";

const user = (words: string) => ({ role: "user", content: [{ text: words }] });
const png = { image: { format: "png", source: { bytes: expect.stringMatching(/\w/) } } };
const weather = {
  toolSpec: {
    name: "weather",
    description: "Looks up the weather.",
    inputSchema: { json: { type: "object", required: ["city"] } },
  },
};
const time = { toolSpec: { name: "time" } };
const toolConfig = (tools: object[], toolChoice?: object) => ({
  toolConfig: { tools, ...(toolChoice && { toolChoice }) },
});
const textFormat = {
  outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { schema: expect.any(String) } } } },
};
const thinks = { additionalModelRequestFields: { thinking: { type: "enabled" } } };

/** Whether the signed reasoning of the earlier turn stands before its tool call. */
function returnsReasoning(body: Record<string, unknown>): void {
  const reasoningText = { text: expect.stringMatching(/\w/), signature: expect.stringMatching(/\w/) };
  expect(body.messages).toMatchObject([
    user("weather?"),
    { role: "assistant", content: [{ reasoningContent: { reasoningText } }, { toolUse: { name: "weather" } }] },
    { role: "user", content: [{ toolResult: { content: [{ text: "Fine" }] } }] },
  ]);
}

/** Converse, with Claude. */
export const converse: Evidence = {
  text: { messages: [user("Hello")] },
  "text parts": { messages: [user("Hello")] },
  "system message": { system: [{ text: "Be brief." }], messages: [user("Hello")] },
  "developer message": { system: [{ text: "Be brief." }], messages: [user("Hello")] },
  "instructions within the conversation": { system: [{ text: "Be brief." }, { text: "Be kind." }] },
  "several turns": {
    messages: [user("Hello"), { role: "assistant", content: [{ text: "Hi." }] }, user("How are you?")],
  },
  "consecutive messages of one role": {
    messages: [{ role: "user", content: [{ text: "Hello" }, { text: "Are you there?" }] }],
  },
  "empty messages": { messages: [{ role: "user", content: [{ text: "Hello" }, { text: "Are you there?" }] }] },
  "image by URL": { messages: [{ content: [{ text: "What is this?" }, png] }] },
  "image as base64": { messages: [{ content: [{ text: "What is this?" }, png] }] },
  "file (PDF)": { messages: [{ content: [{ text: "What does it say?" }, { document: { format: "pdf" } }] }] },
  tools: toolConfig([weather]),
  "parallel tool calls": toolConfig([weather, time]),
  "tool results": {
    messages: [
      { role: "user" },
      { role: "assistant", content: [{ toolUse: {} }, { toolUse: {} }] },
      { role: "user", content: [{ toolResult: {} }, { toolResult: {} }] },
    ],
  },
  "streamed tool calls": toolConfig([weather]),
  "tools without parameters": toolConfig([{ toolSpec: { name: "now", inputSchema: { json: { type: "object" } } } }]),
  "strict tools": toolConfig([{ toolSpec: { name: "weather", strict: true } }]),
  'tool_choice "auto"': toolConfig([weather]),
  'tool_choice "none"': (body) => expect(body).not.toHaveProperty("toolConfig"),
  'tool_choice "required"': toolConfig([weather, time], { any: {} }),
  "tool_choice of a function": toolConfig([time, weather], { tool: { name: "weather" } }),
  "tool_choice of allowed tools": toolConfig([weather], { any: {} }),
  "parallel_tool_calls: false": {
    additionalModelRequestFields: { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
  },
  "functions (the older form)": toolConfig([weather]),
  json_object: { system: [{ text: expect.stringContaining("JSON object") }] },
  json_schema: textFormat,
  "json_schema, strict": textFormat,
  "json_schema, streamed": textFormat,
  "json_schema with tools": { ...textFormat, ...toolConfig([weather]) },
  streaming: { messages: [user("Hello")] },
  "usage in streams": { messages: [user("Hello")] },
  usage: { messages: [user("Hello")] },
  max_completion_tokens: { inferenceConfig: { maxTokens: 5 } },
  max_tokens: { inferenceConfig: { maxTokens: 5 } },
  stop: { inferenceConfig: { stopSequences: ["END", "three"] } },
  temperature: { inferenceConfig: { temperature: 0.5 } },
  top_p: { inferenceConfig: { topP: 0.5 } },
  user: { requestMetadata: { user: "user-7" } },
  safety_identifier: { requestMetadata: { user: "user-7" } },
  metadata: { requestMetadata: { purpose: "test" } },
  service_tier: { serviceTier: { type: "priority" } },
  web_search_options: { toolConfig: { tools: [{ systemTool: { name: "nova_grounding" } }] } },
  reasoning_effort: thinks,
  'reasoning_effort "low"': thinks,
  "reasoning tokens in usage": thinks,
  reasoning_content: thinks,
  "reasoning_content, streamed": thinks,
  "the whole answer sent back, reasoning included": returnsReasoning,
  "tool calls alone sent back to a model that reasons": {
    messages: [user("weather?"), { role: "assistant", content: [{ toolUse: { name: "weather" } }] }, { role: "user" }],
  },
  prompt_cache_breakpoint: { messages: [{ content: [{ text: "Hello" }, { cachePoint: { type: "default" } }] }] },
  "cache writes in usage": { messages: [{ content: [{}, { cachePoint: { type: "default" } }, {}] }] },
  "cached tokens in usage": { messages: [{ content: [{}, { cachePoint: { type: "default" } }, {}] }] },
  'finish_reason "stop"': { messages: [user("Hello")] },
  'finish_reason "length"': { inferenceConfig: { maxTokens: 5 } },
  'finish_reason "tool_calls"': toolConfig([weather]),
  'refusal (finish_reason "content_filter")': { messages: [user("Hello")] },
  'refusal (finish_reason "content_filter"), streamed': { messages: [user("Hello")] },
};
