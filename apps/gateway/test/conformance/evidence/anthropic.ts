import { expect } from "vitest";
import type { Evidence } from "../profiles.ts";

const text = (words: string) => [{ type: "text", text: words }];
const user = (words: string) => ({ role: "user", content: text(words) });
const schema = { type: "object", required: ["city", "days"], additionalProperties: false };
const weatherSchema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const weather = { name: "weather", description: "Looks up the weather.", input_schema: weatherSchema };
const time = { name: "time", description: "Looks up the time.", input_schema: weatherSchema };
const outputFormat = { output_config: { format: { type: "json_schema", schema } } };
const thinks = { thinking: { type: "adaptive" } };

/** Whether the signed thinking of the earlier turn stands before its tool call. */
function returnsThinking(body: Record<string, unknown>): void {
  expect(body.messages).toMatchObject([
    user("weather?"),
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: expect.stringMatching(/\w/), signature: expect.stringMatching(/\w/) },
        { type: "tool_use", name: "weather" },
      ],
    },
    { role: "user", content: [{ type: "tool_result", content: text("Fine") }] },
  ]);
}

/** Anthropic's Messages API. */
export const messages: Evidence = {
  text: { messages: [user("Hello")] },
  "text parts": { messages: [user("Hello")] },
  "system message": { system: text("Be brief."), messages: [user("Hello")] },
  "developer message": { system: text("Be brief."), messages: [user("Hello")] },
  "instructions within the conversation": { system: [...text("Be brief."), ...text("Be kind.")] },
  "several turns": { messages: [user("Hello"), { role: "assistant", content: text("Hi.") }, user("How are you?")] },
  "consecutive messages of one role": {
    messages: [{ role: "user", content: [...text("Hello"), ...text("Are you there?")] }],
  },
  "empty messages": { messages: [{ role: "user", content: [...text("Hello"), ...text("Are you there?")] }] },
  "image by URL": {
    messages: [
      {
        content: [{ type: "text" }, { type: "image", source: { type: "url", url: "https://images.example/dot.png" } }],
      },
    ],
  },
  "image as base64": {
    messages: [{ content: [{ type: "text" }, { type: "image", source: { type: "base64", media_type: "image/png" } }] }],
  },
  "file (PDF)": {
    messages: [
      {
        content: [{ type: "text" }, { type: "document", source: { type: "base64", media_type: "application/pdf" } }],
      },
    ],
  },
  tools: { tools: [weather] },
  "parallel tool calls": { tools: [weather, time] },
  "tool results": {
    messages: [
      { role: "user" },
      { role: "assistant", content: [{ type: "tool_use" }, { type: "tool_use" }] },
      { role: "user", content: [{ type: "tool_result" }, { type: "tool_result" }] },
    ],
  },
  "streamed tool calls": { tools: [weather], stream: true },
  "tools without parameters": { tools: [{ name: "now", input_schema: { type: "object" } }] },
  "strict tools": { tools: [{ ...weather, strict: true }] },
  'tool_choice "auto"': { tools: [weather] },
  'tool_choice "none"': { tools: [weather], tool_choice: { type: "none" } },
  'tool_choice "required"': { tools: [weather, time], tool_choice: { type: "any" } },
  "tool_choice of a function": { tool_choice: { type: "tool", name: "weather" } },
  "tool_choice of allowed tools": { tools: [weather], tool_choice: { type: "any" } },
  "parallel_tool_calls: false": { tool_choice: { type: "auto", disable_parallel_tool_use: true } },
  "functions (the older form)": { tools: [weather] },
  json_object: { system: [{ type: "text", text: expect.stringContaining("JSON object") }] },
  json_schema: outputFormat,
  "json_schema, strict": outputFormat,
  "json_schema, streamed": outputFormat,
  "json_schema with tools": { ...outputFormat, tools: [weather] },
  streaming: { messages: [user("Hello")], stream: true },
  "usage in streams": { messages: [user("Hello")], stream: true },
  usage: { messages: [user("Hello")] },
  max_completion_tokens: { max_tokens: 5 },
  max_tokens: { max_tokens: 5 },
  stop: { stop_sequences: ["END", "three"] },
  temperature: { temperature: 0.5 },
  top_p: { top_p: 0.5 },
  user: { metadata: { user_id: "user-7" } },
  safety_identifier: { metadata: { user_id: "user-7" } },
  web_search_options: { tools: [{ type: expect.stringMatching(/^web_search_/), name: "web_search" }] },
  reasoning_effort: { ...thinks, output_config: { effort: "high" } },
  'reasoning_effort "low"': { ...thinks, output_config: { effort: "low" } },
  "reasoning tokens in usage": thinks,
  reasoning_content: thinks,
  "reasoning_content, streamed": thinks,
  "the whole answer sent back, reasoning included": returnsThinking,
  "tool calls alone sent back to a model that reasons": {
    ...thinks,
    messages: [{}, { content: [{ type: "tool_use" }] }, {}],
  },
  prompt_cache_breakpoint: { messages: [{ content: [{ cache_control: { type: "ephemeral" } }] }] },
  "cache writes in usage": { messages: [{ content: [{ cache_control: { type: "ephemeral" } }, {}] }] },
  "cached tokens in usage": { messages: [{ content: [{ cache_control: { type: "ephemeral" } }, {}] }] },
  'finish_reason "stop"': { messages: [user("Hello")] },
  'finish_reason "length"': { max_tokens: 5 },
  'finish_reason "tool_calls"': { tools: [weather] },
  'refusal (finish_reason "content_filter")': { messages: [user("Hello")] },
  'refusal (finish_reason "content_filter"), streamed': { messages: [user("Hello")] },
};
