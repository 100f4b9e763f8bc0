import { ChatCompletion } from "@hub/protocol";
import { deepFreeze } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { googleWireFormat } from "./google-wire-format.ts";
import { answer, COMPLETION, chat, replay, response, STREAMS, streamOf } from "./test-support.ts";

const call = (name: string, args: object = {}) => ({ functionCall: { name, args } });
const stream = (responses: readonly object[], fields = {}) => replay([streamOf(responses)], chat(fields));
const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 9 } };

describe("an answer", () => {
  it("in one piece is a completion", () => {
    const completion = googleWireFormat.completion(deepFreeze(COMPLETION), chat());
    const { message, finish_reason } = ChatCompletion.parse(completion).choices[0] ?? {};
    expect(message).toMatchObject({ role: "assistant", content: "Grüße 🌍", reasoning_content: "Rom?", refusal: null });
    expect(message?.tool_calls).toMatchObject([
      { type: "function", function: { name: "weather", arguments: '{"city":"Rom"}' } },
      { id: "x1", type: "function", function: { name: "time", arguments: "{}" } },
    ]);
    expect(finish_reason).toBe("tool_calls");
    expect(completion).toMatchObject({ id: "r1", object: "chat.completion", model: "gemini-x" });
  });

  it.each([
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["CONTINUATION", "length"],
    ["SAFETY", "content_filter"],
    ["RECITATION", "content_filter"],
    ["BLOCKLIST", "content_filter"],
    ["PROHIBITED_CONTENT", "content_filter"],
    ["SPII", "content_filter"],
    ["MODEL_ARMOR", "content_filter"],
    ["IMAGE_SAFETY", "content_filter"],
    ["LANGUAGE", "stop"],
    ["OTHER", "stop"],
    ["NO_IMAGE", "stop"],
    ["SOMETHING_NEW", "stop"],
    [2, "length"],
  ])("that ends with %s ends with %s, and a call makes a difference to a stop alone", (finishReason, expected) => {
    expect(answer({ finishReason }).choices[0]?.finish_reason).toBe(expected);
    const called = answer({ content: { parts: [call("f")] }, finishReason }).choices[0];
    expect(called?.finish_reason).toBe(expected === "stop" ? "tool_calls" : expected);
  });

  it.each(["MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"])(
    "that ends with %s is the model's failure",
    (finishReason) => {
      const failure = expect.objectContaining({ code: "upstream_error", status: 502, retryable: true });
      expect(() => answer({ finishReason })).toThrow(failure);
      expect(() => stream([response([{ text: "a" }]), response([], { finishReason })])).toThrow(failure);
    },
  );

  it("that was held back says why, if Google does", () => {
    expect(answer({ finishReason: "SAFETY", finishMessage: "Too hot." }).choices[0]?.message).toMatchObject({
      content: null,
      refusal: "Too hot.",
    });
    expect(answer({ finishReason: "SAFETY" }).choices[0]?.message).toMatchObject({ content: null, refusal: null });
  });

  it("to a prompt that was blocked is a refusal, with the prompt's usage", () => {
    const expected = {
      choices: [
        { message: { content: null, refusal: "Google blocked the prompt (SAFETY)." }, finish_reason: "content_filter" },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
    };
    expect(googleWireFormat.completion(blocked, chat())).toMatchObject(expected);
    const streamed = stream([blocked]);
    expect([streamed.finished, streamed.folded]).toMatchObject([true, expected]);
    const worded = { promptFeedback: { blockReason: "MODEL_ARMOR", blockReasonMessage: "Not this." } };
    expect(googleWireFormat.completion(worded, chat()).choices[0]?.message.refusal).toBe("Not this.");
  });

  it("of several candidates is several choices", () => {
    const candidates = [0, 1].map((index) => ({
      index,
      content: { parts: [{ text: `${index}` }, call("f")] },
      finishReason: "STOP",
    }));
    const { choices } = googleWireFormat.completion(
      { candidates, responseId: "r" },
      chat({ model: "gemini-2.5-flash", n: 2 }),
    );
    expect(choices.map(({ index, message }) => [index, message.content, message.tool_calls?.[0]?.id])).toEqual([
      [0, "0", "call_r_0_0"],
      [1, "1", "call_r_1_0"],
    ]);
  });

  it("to a caller of legacy functions has one call in that form", () => {
    const functions = [{ name: "f" }];
    const whole = answer({ content: { parts: [call("f", { a: 1 }), call("f")] }, finishReason: "STOP" }, { functions });
    const expected = {
      message: { content: null, function_call: { name: "f", arguments: '{"a":1}' } },
      finish_reason: "function_call",
    };
    expect(whole.choices[0]).toMatchObject(expected);
    expect(whole.choices[0]?.message).not.toHaveProperty("tool_calls");
    const streamed = stream([response([call("f", { a: 1 })]), response([call("f")], { finishReason: "STOP" })], {
      functions,
    });
    expect(streamed.folded.choices[0]).toMatchObject(expected);
  });

  it("cites in UTF-16 units what Google cites in bytes", () => {
    const { folded } = stream(STREAMS["web search"]);
    const { content, annotations } = folded.choices[0]?.message ?? {};
    expect(
      annotations?.map(({ url_citation: { url, title, start_index, end_index } }) => [
        url,
        title,
        content?.slice(start_index, end_index),
      ]),
    ).toEqual([
      ["https://a.example", "A", "9 cm."],
      ["https://b.example", "", ""],
    ]);
    expect(folded.usage).toMatchObject({ web_search_requests: 1 });
  });

  it("cites what it recites", () => {
    const citationMetadata = {
      citationSources: [{ startIndex: 2, endIndex: 4, uri: "https://a.example" }, { license: "MIT" }],
    };
    const { message } =
      answer({ content: { parts: [{ text: "äbcd" }] }, citationMetadata, finishReason: "RECITATION" }).choices[0] ?? {};
    expect(message?.annotations).toEqual([
      { type: "url_citation", url_citation: { start_index: 1, end_index: 3, url: "https://a.example", title: "" } },
    ]);
  });

  it("keeps what OpenAI's format has no field for", () => {
    const facts = {
      safetyRatings: [{ category: "X" }],
      groundingMetadata: { webSearchQueries: ["q"] },
      urlContextMetadata: {},
    };
    const { message } =
      answer({
        content: { parts: [{ text: "a" }, { inlineData: { mimeType: "image/png", data: "AAAA" } }] },
        ...facts,
        finishReason: "STOP",
      }).choices[0] ?? {};
    expect(message?.extra_content).toEqual({
      google: { safety_ratings: facts.safetyRatings, grounding_metadata: facts.groundingMetadata },
    });
    expect(message?.images).toEqual([{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }]);
  });

  it("has log probabilities", () => {
    const logprobsResult = {
      chosenCandidates: [{ token: "é", logProbability: -0.5 }, { token: "b" }],
      topCandidates: [
        {
          candidates: [
            { token: "é", logProbability: -0.5 },
            { token: "e", logProbability: -1 },
          ],
        },
      ],
    };
    expect(
      answer({ content: { parts: [{ text: "éb" }] }, logprobsResult, finishReason: "STOP" }).choices[0]?.logprobs,
    ).toEqual({
      content: [
        {
          token: "é",
          logprob: -0.5,
          bytes: [0xc3, 0xa9],
          top_logprobs: [
            { token: "é", logprob: -0.5, bytes: [0xc3, 0xa9] },
            { token: "e", logprob: -1, bytes: [0x65] },
          ],
        },
        { token: "b", logprob: 0, bytes: [0x62], top_logprobs: [] },
      ],
      refusal: null,
    });
  });

  it.each([{}, { candidates: [] }, { candidates: "x" }, { candidates: [7] }, { promptFeedback: {} }])(
    "is none: %j",
    (body) => {
      expect(() => googleWireFormat.completion(body, chat())).toThrow(
        expect.objectContaining({ code: "upstream_error" }),
      );
    },
  );
});

describe("usage", () => {
  const of = (usageMetadata: object) => answer({ finishReason: "STOP" }, {}, { usageMetadata });
  it("counts what Google's tools brought, thoughts, cached tokens and media where OpenAI does", () => {
    const usageMetadata = {
      promptTokenCount: 100,
      toolUsePromptTokenCount: 20,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 40,
      totalTokenCount: 190,
      promptTokensDetails: [
        { modality: "TEXT", tokenCount: 60 },
        { modality: "AUDIO", tokenCount: 40 },
      ],
      candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 25 }],
    };
    expect(of(usageMetadata).usage).toEqual({
      prompt_tokens: 120,
      completion_tokens: 70,
      total_tokens: 190,
      prompt_tokens_details: { cached_tokens: 60, audio_tokens: 40 },
      completion_tokens_details: { reasoning_tokens: 40, image_tokens: 25 },
    });
  });

  it("is absent where nothing was counted", () => {
    expect(of({ trafficType: "ON_DEMAND" }).usage).toBeUndefined();
  });

  it.each([
    [{ serviceTier: "standard" }, "default"],
    [{ serviceTier: "flex" }, "flex"],
    [{ trafficType: "ON_DEMAND_PRIORITY" }, "priority"],
    [{ trafficType: "PROVISIONED_THROUGHPUT" }, undefined],
  ])("says which tier served: %j", (usageMetadata, tier) => {
    expect(of(usageMetadata).service_tier).toBe(tier);
  });

  it("of a stream is the last that came, on chunks as they come", () => {
    const usages = [1, 2].map((candidatesTokenCount) => ({ promptTokenCount: 5, candidatesTokenCount }));
    const { chunks, folded } = stream([
      response([{ text: "a" }], {}, { usageMetadata: usages[0] }),
      response([{ text: "b" }], { finishReason: "STOP" }, { usageMetadata: usages[1] }),
    ]);
    expect(chunks.map(({ usage }) => usage?.total_tokens)).toEqual([6, undefined, 7]);
    expect(folded.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 });
  });
});
