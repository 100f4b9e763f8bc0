import { parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { openAICompatibleWireFormat } from "./create-openai-compatible.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

function translate(fields: object, spec: Partial<OpenAICompatibleSpec> = {}) {
  const wire = openAICompatibleWireFormat({ id: "acme", name: "Acme", baseUrl: "https://acme.example/v1", ...spec });
  const request = parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });
  const { body, droppedParams } = wire.request(request);
  return { body: body as Record<string, unknown>, dropped: [...droppedParams] };
}

describe("where the vendor refuses fields that it does not know", () => {
  const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
  const asked = (fields: object) => ({
    messages: [
      { role: "assistant", content: "", tool_calls: [{ ...call, ...fields }] },
      { role: "tool", tool_call_id: "a", content: "r" },
    ],
  });

  it("names those of tool calls", () => {
    const { body, dropped } = translate(asked({ foo: 1, bar: 0 }), { strictSchema: true });
    expect(body.messages).toMatchObject([{ tool_calls: [call] }, {}]);
    expect(JSON.stringify(body)).not.toContain("foo");
    expect(dropped).toEqual(["messages[].tool_calls[].foo", "messages[].tool_calls[].bar"]);
  });

  it("does not name what says nothing, or comes from a stream", () => {
    expect(translate(asked({ index: 0, foo: null }), { strictSchema: true }).dropped).toEqual([]);
  });
});

describe("options of a stream", () => {
  const options = { stream: true, stream_options: { include_usage: true, include_obfuscation: true, foo: 1 } };

  it("are named where the vendor takes none, except for what comes anyway", () => {
    const { body, dropped } = translate(options, { streamOptions: false });
    expect(body).not.toHaveProperty("stream_options");
    expect(dropped).toEqual(["stream_options.foo"]);
  });

  it("are sent where it does", () => {
    expect(translate(options)).toMatchObject({ body: { stream_options: options.stream_options }, dropped: [] });
  });
});

describe("both limits of an answer", () => {
  const both = { max_tokens: 5, max_completion_tokens: 9 };

  it("are one: the newer", () => {
    for (const dialect of [{}, { dialect: "full" as const }]) {
      const { body } = translate(both, dialect);
      expect(body.max_completion_tokens).toBe(9);
      expect(body).not.toHaveProperty("max_tokens");
    }
  });

  it("are one also under the older name", () => {
    const { body } = translate(both, { rename: { max_completion_tokens: "max_tokens" } });
    expect(body.max_tokens).toBe(9);
    expect(body).not.toHaveProperty("max_completion_tokens");
  });

  it("leave the older one alone", () => {
    expect(translate({ max_tokens: 5, max_completion_tokens: null }).body.max_tokens).toBe(5);
  });
});
