import type { ChatMessage } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../testing/index.ts";
import { assertSomethingSaid, type Turn, toToolMessages, turnOf } from "./conversation.ts";

const call = (name: string, fields: object = {}): ChatMessage => ({
  role: "assistant",
  content: null,
  function_call: { name, arguments: "{}" },
  ...fields,
});
const result = (name: string, content: string | null, fields: object = {}): ChatMessage => ({
  role: "function",
  name,
  content,
  ...fields,
});

describe("messages that speak of functions", () => {
  it("speak of tools then, each result of the call that it belongs to", () => {
    const messages = deepFreeze([call("a"), call("b"), result("b", "B"), result("a", null)]);
    const [first, second, ofSecond, ofFirst] = toToolMessages(messages) as readonly Record<string, unknown>[];
    const idOf = (message: unknown) => (message as { tool_calls: [{ id: string }] }).tool_calls[0].id;
    expect(first).toMatchObject({ tool_calls: [{ type: "function", function: { name: "a", arguments: "{}" } }] });
    expect(first).not.toHaveProperty("function_call");
    expect(ofFirst).toEqual({ role: "tool", tool_call_id: idOf(first), content: "" });
    expect(ofSecond).toEqual({ role: "tool", tool_call_id: idOf(second), content: "B" });
    expect(idOf(first)).not.toBe(idOf(second));
  });

  it("keep what else they carry", () => {
    const tool = { id: "call_1", type: "function" as const, function: { name: "t", arguments: "{}" } };
    const [asked, answered] = toToolMessages([
      call("a", { tool_calls: [tool], reasoning_content: "Hm" }),
      result("a", "A", { cache_control: { type: "ephemeral" } }),
    ]);
    expect(asked).toMatchObject({ reasoning_content: "Hm", tool_calls: [tool, { function: { name: "a" } }] });
    expect(answered).toMatchObject({ cache_control: { type: "ephemeral" } });
  });

  it("are the only ones that change", () => {
    const messages: ChatMessage[] = [
      { role: "user", content: "?" },
      { role: "assistant", content: "!", function_call: null },
    ];
    expect(toToolMessages(messages)).toBe(messages);
    expect(toToolMessages([...messages, call("a")])[0]).toBe(messages[0]);
  });
});

describe("turns", () => {
  it("go on while the role stays the same", () => {
    const turns: Turn<string, string>[] = [];
    turnOf(turns, "user").content.push("1");
    turnOf(turns, "user").results.push("2");
    turnOf(turns, "assistant").content.push("3");
    turnOf(turns, "user").content.push("4");
    expect(turns).toEqual([
      { role: "user", results: ["2"], content: ["1"] },
      { role: "assistant", results: [], content: ["3"] },
      { role: "user", results: [], content: ["4"] },
    ]);
  });

  it("have to be there", () => {
    expect(() => assertSomethingSaid([{}])).not.toThrow();
    expect(() => assertSomethingSaid([])).toThrow(expect.objectContaining({ status: 400, param: "messages" }));
  });
});
