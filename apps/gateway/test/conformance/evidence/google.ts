import { expect } from "vitest";
import type { Evidence } from "../profiles.ts";

const user = (words: string) => ({ role: "user", parts: [{ text: words }] });
const inline = (mimeType: string) => ({ inlineData: { mimeType, data: expect.stringMatching(/\w/) } });
const weather = {
  functionDeclarations: [
    {
      name: "weather",
      description: expect.stringContaining("Looks up the weather."),
      parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  ],
};
const both = { functionDeclarations: [{ name: "weather" }, { name: "time" }] };
const json = { generationConfig: { responseMimeType: "application/json" } };
const choice = (mode: string, names?: string[]) => ({
  toolConfig: { functionCallingConfig: { mode, ...(names && { allowedFunctionNames: names }) } },
});
const thinks = { generationConfig: { thinkingConfig: { includeThoughts: true } } };

/** Whether a call goes back with its signature, and its result after it. */
function returnsSignature(body: Record<string, unknown>): void {
  expect(body.contents).toMatchObject([
    { role: "user" },
    {
      role: "model",
      parts: [{ functionCall: { name: "weather" }, thoughtSignature: expect.stringMatching(/^[\w+/=-]{8,}$/) }],
    },
    { role: "user", parts: [{ functionResponse: { name: "weather" } }] },
  ]);
  expect(JSON.stringify(body.contents)).not.toContain("skip_thought_signature_validator");
}

/** generateContent, by either of its doors. */
export const generateContent: Evidence = {
  text: { contents: [user("Hello")] },
  "text parts": { contents: [user("Hello")] },
  "system message": { systemInstruction: { parts: [{ text: "Be brief." }] }, contents: [user("Hello")] },
  "developer message": { systemInstruction: { parts: [{ text: "Be brief." }] }, contents: [user("Hello")] },
  "instructions within the conversation": {
    systemInstruction: { parts: [{ text: "Be brief." }, { text: "Be kind." }] },
  },
  "several turns": { contents: [user("Hello"), { role: "model", parts: [{ text: "Hi." }] }, user("How are you?")] },
  "consecutive messages of one role": {
    contents: [{ role: "user", parts: [{ text: "Hello" }, { text: "Are you there?" }] }],
  },
  "empty messages": { contents: [{ role: "user", parts: [{ text: "Hello" }, { text: "Are you there?" }] }] },
  "image by URL": { contents: [{ parts: [{ text: "What is this?" }, inline("image/png")] }] },
  "image as base64": { contents: [{ parts: [{ text: "What is this?" }, inline("image/png")] }] },
  "image detail": { generationConfig: { mediaResolution: "MEDIA_RESOLUTION_LOW" } },
  "audio in": { contents: [{ parts: [{ text: "What do you hear?" }, inline("audio/wav")] }] },
  "file (PDF)": { contents: [{ parts: [{ text: "What does it say?" }, inline("application/pdf")] }] },
  tools: { tools: [weather] },
  "parallel tool calls": { tools: [both] },
  "tool results": {
    contents: [
      { role: "user" },
      { role: "model", parts: [{ functionCall: {} }, { functionCall: {} }] },
      { role: "user", parts: [{ functionResponse: { name: "weather" } }, { functionResponse: { name: "time" } }] },
    ],
  },
  "streamed tool calls": { tools: [weather] },
  "tools without parameters": { tools: [{ functionDeclarations: [{ name: "now" }] }] },
  "strict tools": choice("VALIDATED"),
  'tool_choice "auto"': { tools: [weather] },
  'tool_choice "none"': choice("NONE"),
  'tool_choice "required"': choice("ANY"),
  "tool_choice of a function": choice("ANY", ["weather"]),
  "tool_choice of allowed tools": { tools: [weather], ...choice("ANY") },
  "functions (the older form)": { tools: [weather] },
  json_object: json,
  json_schema: json,
  "json_schema, strict": json,
  "json_schema, streamed": json,
  "json_schema with tools": { tools: [weather] },
  streaming: { contents: [user("Hello")] },
  "usage in streams": { contents: [user("Hello")] },
  usage: { contents: [user("Hello")] },
  max_completion_tokens: { generationConfig: { maxOutputTokens: 5 } },
  max_tokens: { generationConfig: { maxOutputTokens: 5 } },
  stop: { generationConfig: { stopSequences: ["END", "three"] } },
  n: { generationConfig: { candidateCount: 2 } },
  logprobs: { generationConfig: { responseLogprobs: true, logprobs: 2 } },
  temperature: { generationConfig: { temperature: 0.5 } },
  "temperature above 1": { generationConfig: { temperature: 1.2 } },
  top_p: { generationConfig: { topP: 0.5 } },
  seed: { generationConfig: { seed: 7 } },
  frequency_penalty: { generationConfig: { frequencyPenalty: 0.5 } },
  presence_penalty: { generationConfig: { presencePenalty: 0.5 } },
  service_tier: { serviceTier: "priority" },
  web_search_options: { tools: [{ googleSearch: {} }] },
  reasoning_effort: thinks,
  'reasoning_effort "low"': thinks,
  "reasoning tokens in usage": thinks,
  reasoning_content: thinks,
  "reasoning_content, streamed": thinks,
  "the whole answer sent back, reasoning included": returnsSignature,
  "tool calls alone sent back to a model that reasons": returnsSignature,
  "cached tokens in usage": { contents: [{ parts: [{}, { text: "What is a word?" }] }] },
  'finish_reason "stop"': { contents: [user("Hello")] },
  'finish_reason "length"': { generationConfig: { maxOutputTokens: 5 } },
  'finish_reason "tool_calls"': { tools: [weather] },
  'refusal (finish_reason "content_filter")': { contents: [user("Hello")] },
  'refusal (finish_reason "content_filter"), streamed': { contents: [user("Hello")] },
};
