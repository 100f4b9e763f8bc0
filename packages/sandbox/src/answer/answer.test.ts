import { describe, expect, it } from "vitest";
import { answerPrompt } from "./answer.ts";
import type { Prompt } from "./prompt.ts";

const tool = (name: string) => ({
  name,
  kind: "function" as const,
  schema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
});

const prompt: Prompt = {
  vendor: "openai",
  model: "gpt-4o",
  messageCount: 1,
  system: "",
  lastUserText: "What is up?",
  attachments: [],
  toolResults: [],
  tools: [],
  toolChoice: "auto",
  parallelToolCalls: true,
  format: { type: "text" },
  stop: [],
  maxTokens: undefined,
  reasoning: "none",
};

const text = (given: Partial<Prompt>, options = {}) => answerPrompt({ ...prompt, ...given }, options).pieces.join("");
const called = (given: Partial<Prompt>) =>
  answerPrompt({ ...prompt, ...given }).toolCalls.map((call) => [call.name, call.pieces.join("")]);

describe("answerPrompt", () => {
  it("quotes what was received", () => {
    expect(text({})).toBe('Sandbox openai (gpt-4o) received 1 message. Last user message: "What is up?"');
    expect(text({ system: "Be brief.", attachments: ["image", "image", "file"] })).toBe(
      'Sandbox openai (gpt-4o) received 1 message. System prompt: "Be brief.". Attachments: 2 images, 1 file. Last user message: "What is up?"',
    );
    expect(text({ lastUserText: "x".repeat(9_000) })).toHaveLength(2_065);
  });

  it("calls the first tool, the named one, or all that the text mentions", () => {
    const tools = [tool("search"), tool("get_time"), tool("get_timezone")];
    expect(called({ tools })).toEqual([["search", '{"query":"What is up?"}']]);
    expect(called({ tools, toolChoice: { name: "get_time" } })[0]?.[0]).toBe("get_time");
    const lastUserText = "Use get_time and then search.";
    expect(called({ tools, lastUserText }).map(([name]) => name)).toEqual(["search", "get_time"]);
    expect(called({ tools, lastUserText, parallelToolCalls: false }).map(([name]) => name)).toEqual(["search"]);
    expect(called({ tools, toolChoice: "none" })).toEqual([]);
  });

  it("answers tool results with text, unless a call is forced", () => {
    const given = { tools: [tool("search")], toolResults: ["42 °C"] };
    expect(called(given)).toEqual([]);
    expect(text(given)).toContain('Tool results: "42 °C"');
    expect(called({ ...given, toolChoice: "required" })).toHaveLength(1);
  });

  it("writes JSON where JSON is asked for", () => {
    expect(JSON.parse(text({ format: { type: "json" } }))).toEqual({ echo: "What is up?" });
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    expect(JSON.parse(text({ format: { type: "schema", schema } }))).toEqual({ n: 1 });
  });

  it("cuts at the first stop sequence and at the token limit", () => {
    const stopped = answerPrompt({ ...prompt, stop: ["Last", "received"] });
    expect(stopped.pieces.join("")).toBe("Sandbox openai (gpt-4o) ");
    expect(stopped).toMatchObject({ finish: "stop_sequence", stopSequence: "received" });
    const cut = answerPrompt({ ...prompt, maxTokens: 5 });
    expect(cut).toMatchObject({ finish: "length", outputTokens: 5 });
    expect(cut.pieces).toHaveLength(5);
    expect(answerPrompt({ ...prompt, tools: [tool("search")], maxTokens: 3 })).toMatchObject({
      finish: "length",
      outputTokens: 3,
    });
  });

  it("counts reasoning inside the output, and says nothing when thinking used it all up", () => {
    const hidden = answerPrompt({ ...prompt, reasoning: { hiddenTokens: 64 }, maxTokens: 50 });
    expect(hidden).toMatchObject({ finish: "length", outputTokens: 50, reasoningTokens: 50, pieces: [] });
    const shown = answerPrompt({ ...prompt, reasoning: "shown" });
    expect(shown.reasoning.join("")).toContain("What is up?");
    expect(shown.outputTokens).toBe(shown.reasoning.length + shown.pieces.length);
  });

  it("has the length in tokens, or one piece of the size, that a fault asks for", () => {
    for (const outputTokens of [0, 3, 500]) {
      expect(answerPrompt(prompt, { outputTokens })).toMatchObject({ outputTokens, finish: "stop" });
    }
    const pieces = answerPrompt(prompt, { eventBytes: 10_000 }).pieces;
    expect(pieces.filter((piece) => piece.length === 10_000)).toHaveLength(1);
    const call = answerPrompt({ ...prompt, tools: [tool("search")] }, { eventBytes: 10_000 }).toolCalls[0];
    expect(JSON.parse(call?.pieces.join("") ?? "")).toEqual({ query: "What is up?" });
    expect(call?.pieces.some((piece) => piece.length === 10_000)).toBe(true);
  });

  it("is a pure function", () => {
    expect(answerPrompt(prompt)).toEqual(answerPrompt(prompt));
  });
});
