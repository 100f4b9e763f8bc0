import { type ChatRequest, parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { deepFreeze, replayStream } from "../testing/index.ts";
import { chunkOf, sseOf } from "../testing/openai-compatible-fixtures.ts";
import { openAICompatibleWireFormat } from "./create-openai-compatible.ts";

const wire = openAICompatibleWireFormat({ id: "acme", name: "Acme", baseUrl: "https://acme.example" });
const weather = { name: "weather", parameters: { type: "object", properties: {} } };
const legacy = (fields: object = {}): ChatRequest =>
  deepFreeze(
    parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], functions: [weather], ...fields }),
  );
const call = (name: string, args: string) => ({ id: "call_1", type: "function", function: { name, arguments: args } });

describe("functions, where the vendor knows tools alone,", () => {
  it("are sent as tools", () => {
    expect(wire.request(legacy()).body).toMatchObject({ tools: [{ type: "function", function: weather }] });
    expect(wire.request(legacy()).body).not.toHaveProperty("functions");
  });

  it.each([
    ["auto", "auto"],
    ["none", "none"],
    [{ name: "weather" }, { type: "function", function: { name: "weather" } }],
  ])("are chosen by %j as tools are by %j", (asked, sent) => {
    const { body } = wire.request(legacy({ function_call: asked }));
    expect(body).toMatchObject({ tool_choice: sent });
    expect(body).not.toHaveProperty("function_call");
  });

  it("meet their results in the history", () => {
    const { body } = wire.request(
      legacy({
        messages: [
          { role: "user", content: "?" },
          { role: "assistant", content: null, function_call: { name: "weather", arguments: "{}" } },
          { role: "function", name: "weather", content: "Fine" },
        ],
      }),
    );
    const [, asked, result] = (body as { messages: Record<string, unknown>[] }).messages;
    const id = (result as { tool_call_id: string }).tool_call_id;
    expect(asked).toMatchObject({
      role: "assistant",
      tool_calls: [{ id, type: "function", function: { name: "weather" } }],
    });
    expect(asked).not.toHaveProperty("function_call");
    expect(result).toMatchObject({ role: "tool", tool_call_id: expect.stringMatching(/\w/), content: "Fine" });
  });

  it("are called in the older form", () => {
    const message = { role: "assistant", content: null, tool_calls: [call("weather", '{"a":1}'), call("other", "{}")] };
    const completion = wire.completion({ choices: [{ index: 0, message, finish_reason: "tool_calls" }] }, legacy());
    expect(completion.choices[0]).toMatchObject({
      message: { function_call: { name: "weather", arguments: '{"a":1}' } },
      finish_reason: "function_call",
    });
    expect(completion.choices[0]?.message).not.toHaveProperty("tool_calls");
  });

  it("are called in the older form in streams", () => {
    const stream = sseOf([
      chunkOf({ role: "assistant", tool_calls: [{ index: 0, ...call("weather", "") }] }),
      chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
      chunkOf({ tool_calls: [{ index: 0, function: { arguments: "1}" } }] }),
      chunkOf({ tool_calls: [{ index: 1, ...call("other", "{}"), id: "call_2" }] }),
      chunkOf({}, "tool_calls"),
    ]);
    const { chunks, folded } = replayStream(wire, [Buffer.from(stream)], legacy());
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: "assistant", function_call: { name: "weather", arguments: "" } },
      { function_call: { arguments: '{"a":' } },
      { function_call: { arguments: "1}" } },
      {},
      {},
    ]);
    expect(folded?.choices[0]?.finish_reason).toBe("function_call");
  });
});

it("a request in terms of tools is sent without a copy of its messages' parts", () => {
  const request = deepFreeze(parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }] }));
  const { messages } = wire.request(request).body as { messages: unknown[] };
  expect(messages[0]).toBe(request.messages[0]);
});
