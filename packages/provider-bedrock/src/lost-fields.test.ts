import { describe, expect, it } from "vitest";
import { CLAUDE, tool, translate, wire } from "./test-support.ts";
import type { ConverseBody } from "./wire-types.ts";

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
    [{ messages, requestMetadata: "x" }, "requestMetadata"],
    [{ messages, output_config: "x" }, "output_config"],
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
});

it("takes more parts than a function takes arguments", () => {
  const content = Array.from({ length: 150_000 }, () => ({ type: "text" as const, text: "t" }));
  const roles = ["system", "user", "assistant"] as const;
  const request = { model: CLAUDE, messages: roles.map((role) => ({ role, content })) };
  const { system, messages } = wire.request(request).body as ConverseBody;
  const lengths = [system?.length, ...messages.map((turn) => turn.content.length)];
  expect(lengths).toEqual([content.length, content.length, content.length]);
});
