import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { tool, translate } from "./test-support.ts";
import type { MessagesBody } from "./wire-types.ts";

describe("nothing is lost in silence", () => {
  const part = { type: "text", text: "t" };
  const messages = [{ role: "user", content: [part] }];

  it.each([
    [{ messages: [{ role: "user", content: "u", foo: 1 }] }, "messages[].foo"],
    [{ messages: [{ role: "user", content: [{ ...part, foo: 1 }] }] }, "messages[].content[].foo"],
    [{ tools: [{ ...tool("f"), foo: 1 }] }, "tools[].foo"],
    [{ messages, thinking: "x" }, "thinking"],
    [{ messages, thinking: { budget_tokens: 5 } }, "thinking"],
    [{ messages, top_k: "5" }, "top_k"],
    [{ messages, cache_control: "x" }, "cache_control"],
    [{ messages, cache_control: { type: "ephemeral", ttl: "2h" } }, "cache_control.ttl"],
    [{ messages: [{ role: "user", content: [{ ...part, cache_control: "x" }] }] }, "cache_control"],
    [{ messages, output_config: "x" }, "output_config"],
    [{ messages, betas: "x" }, "betas"],
    [{ messages, betas: ["a b"] }, "betas"],
  ])("%j is %j", (fields, name) => {
    expect(translate(fields).dropped).toEqual([name]);
  });

  it("strictness is named where the schema cannot be enforced", () => {
    const free = { type: "object", properties: { a: { type: "object", additionalProperties: { type: "string" } } } };
    const closed = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
    const droppedFor = (schema: object) =>
      translate({ response_format: { type: "json_schema", json_schema: { name: "n", schema, strict: true } } }).dropped;
    expect(droppedFor(free)).toEqual(["response_format.json_schema.strict"]);
    expect(droppedFor(closed)).toEqual([]);
  });

  it("what says nothing is not named", () => {
    const empty = { top_k: null, thinking: null, cache_control: null, foo: "" };
    expect(translate(empty).dropped).toEqual([]);
  });

  it("what is said about a schema goes into it", () => {
    const describedBy = (description: string, own: object) => {
      const schema = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false, ...own };
      const json_schema = { name: "n", description, schema };
      return translate({ response_format: { type: "json_schema", json_schema } }).body.output_config;
    };
    const withText = (description: string) => ({ format: { schema: { description } } });
    expect(describedBy("A city.", {})).toMatchObject(withText("A city."));
    expect(describedBy("A city.", { description: "Of Italy." })).toMatchObject(withText("A city.\nOf Italy."));
    expect(describedBy(" ", {})).not.toHaveProperty("format.schema.description");
  });

  it("a file's name goes with its id", () => {
    const file = { file_id: "file_1", filename: "a.pdf" };
    const { body } = translate({ messages: [{ role: "user", content: [{ type: "file", file }] }] });
    expect(body.messages[0]?.content).toEqual([
      { type: "document", source: { type: "file", file_id: "file_1" }, title: "a.pdf" },
    ]);
  });

  it("a tool's failure is told", () => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
    const translated = (is_error: unknown) =>
      translate({
        messages: [
          { role: "assistant", content: null, tool_calls: [call] },
          { role: "tool", tool_call_id: "a", content: "No.", is_error },
        ],
      });
    const result = { type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "No." }] };
    expect(translated(true).body.messages[1]?.content).toEqual([{ ...result, is_error: true }]);
    expect(translated(false).body.messages[1]?.content).toEqual([result]);
    expect(translated(true).dropped).toEqual([]);
  });
});

it("takes more parts than a function takes arguments", () => {
  const content = Array.from({ length: 150_000 }, () => ({ type: "text" as const, text: "t" }));
  const roles = ["system", "user", "assistant"] as const;
  const request = { model: "claude-sonnet-4-5", messages: roles.map((role) => ({ role, content })) };
  const { system, messages } = anthropicWireFormat.request(request).body as MessagesBody;
  const lengths = [system?.length, ...messages.map((turn) => turn.content.length)];
  expect(lengths).toEqual([content.length, content.length, content.length]);
});
