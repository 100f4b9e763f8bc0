import { expect, it } from "vitest";
import { familyOf } from "./family-of.ts";

it.each([
  ["openai", "gpt-4o-mini-2024-07-18", "openai-gpt-4o-mini"],
  ["openai", "gpt-4-turbo", "openai-gpt-4"],
  ["openai", "gpt-4.1-2025-04-14", "openai-gpt-4o"],
  ["openai", "gpt-3.5-turbo", "openai-gpt-4"],
  ["openai", "o3-mini", "openai-o-series"],
  ["openai", "gpt-5-2025-08-07", "openai-gpt-5"],
  ["openai", "gpt-5.6-sol", "openai"],
  ["anthropic", "claude-3-5-haiku-20241022", "claude"],
  ["anthropic", "claude-sonnet-4-20250514", "claude"],
  ["anthropic", "claude-opus-4-1-20250805", "claude"],
  ["anthropic", "claude-sonnet-4-5-20250929", "claude-4.5"],
  ["anthropic", "claude-opus-4-7", "claude-4.7"],
  ["bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-4.5"],
  ["vertex", "claude-sonnet-4@20250514", "claude"],
  ["google", "gemini-2.5-flash", "gemini-2.5"],
  ["vertex", "gemini-3-flash-preview", "vertex-gemini-3"],
  ["bedrock", "us.amazon.nova-2-lite-v1:0", "nova-2"],
  ["groq", "openai/gpt-oss-120b", "gpt-oss"],
  ["groq", "meta-llama/llama-4-scout-17b-16e-instruct", "llama-4"],
  ["together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "llama"],
  ["mistral", "codestral-latest", "mistral"],
  ["xai", "anything-new", "grok"],
  ["deepinfra", "deepseek-ai/DeepSeek-V3", "other"],
  ["nobody", "gpt-4o", "other"],
  ["__proto__", "", "other"],
])("%s %s is of the family %s", (provider, model, id) => {
  expect(familyOf(provider, model).id).toBe(id);
});

it("is the same frozen object each time", () => {
  const family = familyOf("anthropic", "claude-opus-4-1");
  expect(familyOf("bedrock", "anthropic.claude-opus-4-1-20250805-v1:0")).toBe(family);
  expect(Object.isFrozen(family)).toBe(true);
});
