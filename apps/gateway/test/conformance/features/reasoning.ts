import { expect } from "vitest";
import { type Feature, messageOf, says, tool } from "../feature.ts";

const weather = tool("weather");

/** A prompt that is long enough to be cached by all vendors that do so by themselves. */
const LONG = "A word is a word and more than a letter. ".repeat(400);

/** Rows about models that think, and about what is cached. */
export const reasoningFeatures: readonly Feature[] = [
  { name: "reasoning_effort", ability: "reasoning", request: { reasoning_effort: "high" } },
  { name: 'reasoning_effort "low"', ability: "reasoning", request: { reasoning_effort: "low" } },
  {
    name: "reasoning tokens in usage",
    ability: "reasoning",
    request: { reasoning_effort: "high" },
    check({ completion: { usage } }) {
      const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
      expect(reasoning).toBeGreaterThan(0);
      expect(usage?.completion_tokens).toBeGreaterThan(reasoning);
      expect((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0)).toBe(usage?.total_tokens);
    },
  },
  {
    name: "reasoning_content",
    ability: "reasoning",
    request: { reasoning_effort: "high" },
    check: (answer) => expect(messageOf(answer).reasoning_content).toMatch(/\w/),
  },
  {
    name: "reasoning_content, streamed",
    ability: "reasoning",
    request: { reasoning_effort: "high", stream: true },
    check: (answer) => expect(messageOf(answer).reasoning_content).toMatch(/\w/),
  },
  {
    name: "the whole answer sent back, reasoning included",
    ability: "reasoning",
    async converse(ask) {
      const question = says("weather?");
      const { choices } = await ask({ messages: question, tools: [weather], reasoning_effort: "high" });
      const message = choices[0]?.message;
      if (!message?.tool_calls) throw new Error("No tool was called.");
      const results = message.tool_calls.map(({ id }) => ({
        role: "tool" as const,
        tool_call_id: id,
        content: "Fine",
      }));
      return [...question, message as never, ...results];
    },
    request: { tools: [weather], reasoning_effort: "high" },
    params: ["messages"],
    check: (answer) => expect(messageOf(answer).content).toMatch(/\w/),
  },
  {
    name: "tool calls alone sent back to a model that reasons",
    ability: "reasoning",
    async converse(ask) {
      const question = says("weather?");
      const { choices } = await ask({ messages: question, tools: [weather], reasoning_effort: "high" });
      const calls = choices[0]?.message.tool_calls?.map((call) =>
        call.type === "function" ? { id: call.id, type: call.type, function: call.function } : call,
      );
      if (!calls) throw new Error("No tool was called.");
      const results = calls.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: "Fine" }));
      return [...question, { role: "assistant", content: null, tool_calls: calls }, ...results];
    },
    request: { tools: [weather], reasoning_effort: "high" },
    check: (answer) => expect(messageOf(answer).content).toMatch(/\w/),
  },
  {
    name: "prompt_cache_breakpoint",
    request: {
      messages: [
        {
          role: "user",
          content: [{ type: "text", text: "Hello", prompt_cache_breakpoint: { mode: "explicit" } }],
        },
      ],
    },
    params: ["messages[].content[].prompt_cache_breakpoint"],
  },
  {
    name: "cache writes in usage",
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: `Once more. ${LONG}`, cache_control: { type: "ephemeral" } },
            { type: "text", text: "What is a word?" },
          ],
        },
      ],
    },
    params: ["messages"],
    check({ completion: { usage } }) {
      const written = usage?.prompt_tokens_details?.cache_write_tokens ?? 0;
      expect(written).toBeGreaterThan(0);
      expect(usage?.prompt_tokens).toBeGreaterThan(written);
      expect((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0)).toBe(usage?.total_tokens);
    },
  },
  {
    name: "cached tokens in usage",
    ability: "caching",
    times: 2,
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: LONG, cache_control: { type: "ephemeral" } },
            { type: "text", text: "What is a word?" },
          ],
        },
      ],
    },
    params: ["messages"],
    check({ completion: { usage } }) {
      const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0;
      expect(cached).toBeGreaterThan(0);
      expect(usage?.prompt_tokens).toBeGreaterThanOrEqual(cached);
    },
  },
];
