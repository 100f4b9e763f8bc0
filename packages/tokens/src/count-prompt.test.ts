import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { countPrompt } from "./count-prompt.ts";
import { estimatePrompt } from "./estimate-prompt.ts";
import { loadTokenizer } from "./exact/load-tokenizer.ts";
import { familyOf } from "./families/family-of.ts";

const GPT = familyOf("openai", "gpt-4o");
const ask = (content: string, extra: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "gpt-4o",
  messages: [{ role: "user", content }],
  ...extra,
});

describe("countPrompt", () => {
  it.each([
    ["gpt-4o", "o200k"],
    ["gpt-4", "cl100k"],
  ] as const)("counts the text of %s exactly", async (model, vocabulary) => {
    const text = "Zażółć gęślą jaźń, don't stop! 世界 <|endoftext|>\n\n  if (x) {\n\treturn y;\n}\n".repeat(40);
    const tokens = (await loadTokenizer(vocabulary))(text) + 7;
    expect(await countPrompt(ask(text), familyOf("openai", model))).toEqual({ tokens, exact: true });
  });

  it("gives other vendors' prompts the bound, without a tokenizer", async () => {
    const family = familyOf("anthropic", "claude-sonnet-4-6");
    const { bound } = estimatePrompt(ask("Hello"), family);
    expect(await countPrompt(ask("Hello"), family)).toEqual({ tokens: bound, exact: false });
  });

  it("is not exact, nor above the estimate's bound, where something is bounded", async () => {
    const image = { type: "image_url", image_url: { url: "https://example.com/x.png" } } as const;
    const tools = [{ type: "function", function: { name: "f", description: "Does it." } }] as const;
    for (const request of [
      ask("x", { tools: [...tools] }),
      ask("x", { messages: [{ role: "user", content: [image] }] }),
      ask("x", { messages: [{ role: "assistant", content: "x", reasoning_content: "Hm." }] }),
      ask("x".repeat(2_000)),
    ]) {
      const { tokens, exact } = await countPrompt(request, GPT);
      expect(exact).toBe(false);
      expect(tokens).toBeLessThanOrEqual(estimatePrompt(request, GPT).bound);
    }
  });

  it("is never below the tokenizer's count, whatever a word's length", async () => {
    const count = await loadTokenizer("o200k");
    for (const character of ["a", "字", "é", "\u0300", "A", "7", "-", " ", "\n"]) {
      const text = character.repeat(1_500);
      const { tokens } = await countPrompt(ask(text), GPT);
      const { bound } = estimatePrompt(ask(text), GPT);
      expect(tokens, character).toBeGreaterThanOrEqual(Math.min(bound, count(text) + 7));
    }
  });

  it("bounds what is beyond two million characters", async () => {
    const text = "Hello there. ".repeat(160_000);
    const { tokens, exact } = await countPrompt(ask(text), GPT);
    expect(exact).toBe(false);
    expect(tokens).toBeGreaterThan(480_000);
    expect(tokens).toBeLessThan(estimatePrompt(ask(text), GPT).bound);
  });

  it("lets others have their turn", async () => {
    await loadTokenizer("o200k");
    let turns = 0;
    let done = false;
    const counting = countPrompt(ask("字漢語".repeat(20_000)), GPT).finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise(setImmediate);
      turns++;
    }
    await counting;
    expect(turns).toBeGreaterThan(3);
  });

  it("stops when it is told to, before and between turns", async () => {
    const reason = new Error("gone");
    await expect(countPrompt(ask("x"), GPT, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const counting = countPrompt(ask("字漢語".repeat(50_000)), GPT, { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(counting).rejects.toBe(reason);
  });
});
