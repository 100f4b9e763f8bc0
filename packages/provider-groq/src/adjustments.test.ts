import { type ChatRequest, HubError } from "@hub/protocol";
import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, replayStream, sseOf } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { createGroq, groqSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(groqSpec);
const request: ChatRequest = { model: "openai/gpt-oss-20b", messages: [{ role: "user", content: "Hello" }] };

function translate(fields: object) {
  const { body, droppedParams } = wire.request({ ...request, ...fields });
  const { model: _model, messages, ...rest } = body as ChatRequest;
  return { fields: rest, messages, dropped: droppedParams };
}

describe("a request to Groq", () => {
  it("names what Groq answers with a 400, and keeps the rest", () => {
    const kept = { temperature: 0, seed: 1, user: "u", reasoning_effort: "low", reasoning_format: "parsed" };
    const refused = {
      logit_bias: { 1: 2 },
      logprobs: true,
      top_logprobs: 2,
      frequency_penalty: 1,
      presence_penalty: 1,
      prediction: { type: "content", content: "a" },
      modalities: ["text", "image"],
      verbosity: "low",
      metadata: { trace: "1" },
      store: true,
      safety_identifier: "u",
      prompt_cache_key: "k",
    };
    const { fields, dropped } = translate({ ...kept, ...refused });
    expect(fields).toEqual(kept);
    expect([...dropped].sort()).toEqual(Object.keys(refused).sort());
  });

  it("gives one answer only, and says so", () => {
    expect(translate({ n: 1 })).toMatchObject({ fields: { n: 1 }, dropped: [] });
    expect(() => translate({ n: 2 })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", status: 400, param: "n" }),
    );
  });

  it.each([
    ["audio", { modalities: ["text", "audio"], audio: { voice: "ash", format: "mp3" } }],
    ["web_search_options", { web_search_options: {} }],
    ["tools[0]", { tools: [{ type: "custom", custom: { name: "f" } }] }],
    ["messages[0].content[0]", { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "a" } }] }] }],
  ])("refuses what would be another request without it: %s", (param, fields) => {
    expect(() => translate(fields)).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", status: 400, param }),
    );
  });

  it.each([
    ["auto", "auto", []],
    ["flex", "flex", []],
    ["default", "on_demand", []],
    ["priority", undefined, ["service_tier"]],
    ["scale", undefined, ["service_tier"]],
  ])("service tier %s becomes %s", (tier, expected, dropped) => {
    const translated = translate({ service_tier: tier });
    expect(translated.fields).toEqual(expected === undefined ? {} : { service_tier: expected });
    expect(translated.dropped).toEqual(dropped);
  });

  it("brings a history without what Groq's schema does not know", () => {
    const tool_calls = [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }];
    const { messages, dropped } = translate({
      messages: [
        { role: "user", content: "Hi", name: "Ann" },
        {
          role: "assistant",
          content: null,
          refusal: null,
          annotations: [],
          reasoning_content: "Hm.",
          reasoning: "Hm.",
          tool_calls,
        },
        { role: "tool", tool_call_id: "a", content: "1", name: "f" },
      ],
    });
    expect(messages).toEqual([
      { role: "user", content: "Hi" },
      { role: "assistant", content: null, tool_calls },
      { role: "tool", tool_call_id: "a", content: "1", name: "f" },
    ]);
    expect(dropped).toEqual(["messages[].name", "messages[].reasoning_content", "messages[].reasoning"]);
  });
});

describe("an answer of Groq", () => {
  const completion = (message: object) => wire.completion({ choices: [{ message, finish_reason: "stop" }] }, request);

  it("has its reasoning under the usual name", () => {
    const [choice] = completion({ content: "a", reasoning: "Hm." }).choices;
    expect(choice?.message).toEqual({ role: "assistant", content: "a", refusal: null, reasoning_content: "Hm." });
  });

  it("has usage and reasoning in its stream, from where Groq puts them", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21, queue_time: 0.1 };
    const stream = sseOf([
      chunkOf({ role: "assistant", reasoning: "Hm" }),
      chunkOf({ reasoning: "." }),
      chunkOf({ content: "a" }),
      { ...chunkOf({}, "stop"), x_groq: { id: "req_1", usage } },
    ]);
    const { chunks, folded } = replayStream(wire, [Buffer.from(stream)], request);
    expect(folded?.usage).toEqual(usage);
    expect(folded?.choices[0]?.message).toMatchObject({ content: "a", reasoning_content: "Hm." });
    expect(chunks.at(-1)).toHaveProperty("x_groq", { id: "req_1" });
    expect(JSON.stringify(chunks)).not.toContain('"reasoning":');
  });

  it("keeps the usage that stands where it should, whatever x_groq says", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const values = [
      {
        ...chunkOf({}, "stop"),
        usage,
        x_groq: { usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } },
      },
      { ...chunkOf({ content: "" }), x_groq: { usage: "odd" } },
      { ...chunkOf({ content: "" }), x_groq: "odd" },
    ];
    const { folded, skipped } = replayStream(wire, [Buffer.from(sseOf(values))], request);
    expect(folded?.usage).toEqual(usage);
    expect(skipped).toBe(0);
  });

  it("is an error that says what the model did wrong, but not what it wrote", () => {
    const error = {
      message: "Tool call validation failed",
      type: "invalid_request_error",
      code: "tool_use_failed",
      failed_generation: "a private text",
      status_code: 400,
    };
    const stream = `data: ${JSON.stringify(chunkOf({ content: "a" }))}\n\nevent: error\ndata: ${JSON.stringify({ error })}\n\n`;
    const thrown = capture(() => replayStream(wire, [Buffer.from(stream)], request));
    expect(thrown.toEnvelope().error).toEqual({
      message: "Tool call validation failed",
      type: "invalid_request_error",
      param: null,
      code: "tool_use_failed",
    });
    expect(thrown.status).toBe(400);
    expect(JSON.stringify(thrown) + thrown.stack).not.toContain("private");
  });
});

describe("Groq", () => {
  it("makes its own systems, and serves the models of others", () => {
    const { makes, models } = createGroq();
    for (const model of ["llama-3.1-8b-instant", "compound", "compound-mini"]) expect(makes(model)).toBe(true);
    for (const model of ["gpt-4.1", "openai/gpt-oss-20b", "claude-sonnet-4-6"]) expect(makes(model)).toBe(false);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  });
});

function capture(act: () => unknown): HubError {
  try {
    act();
  } catch (error) {
    if (HubError.isInstance(error)) return error;
  }
  throw new Error("There was no HubError.");
}
