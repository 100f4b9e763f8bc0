import { describe, expect, it } from "vitest";
import { reasonToStop } from "./finish-reason.ts";
import { createStreamedCalls } from "./streamed-calls.ts";
import { type AnswerForm, addToolCall, createAnswer, shapeOf, toMessage } from "./whole-answer.ts";

const FORM: AnswerForm = { legacy: false, outputTool: undefined };
const called = (name: string, text: string) => ({ name, arguments: text });

describe("calls of a whole answer", () => {
  function answer(form: Partial<AnswerForm>, names: readonly string[]) {
    const read = createAnswer();
    const asked = { ...FORM, ...form };
    names.forEach((name, index) => {
      addToolCall(read, { id: `call_${index}`, name, input: index === 0 ? undefined : { index } }, asked);
    });
    return { message: toMessage(read, null, asked), reason: reasonToStop(shapeOf(read, asked)) };
  }

  it("are tool calls, with arguments as text", () => {
    expect(answer({}, ["a", "b"])).toEqual({
      message: {
        role: "assistant",
        content: null,
        refusal: null,
        tool_calls: [
          { id: "call_0", type: "function", function: called("a", "{}") },
          { id: "call_1", type: "function", function: called("b", '{"index":1}') },
        ],
      },
      reason: "tool_calls",
    });
  });

  it("are one function call for those who speak of functions", () => {
    const { message, reason } = answer({ legacy: true }, ["a", "b"]);
    expect(message).toEqual({ role: "assistant", content: null, refusal: null, function_call: called("a", "{}") });
    expect(reason).toBe("function_call");
  });

  it("are the content where the tool stands for it, once", () => {
    const { message, reason } = answer({ outputTool: "a" }, ["a", "a"]);
    expect(message).toEqual({ role: "assistant", content: "{}", refusal: null });
    expect(reason).toBe("stop");
  });
});

describe("calls of a streamed answer", () => {
  it("are announced, continued and ended", () => {
    const calls = createStreamedCalls(FORM);
    const [first, second] = [calls.begin("x", "a"), calls.begin("y", "b")];
    const opening = (index: number, id: string, name: string) => [
      { tool_calls: [{ index, id, type: "function", function: called(name, "") }] },
    ];
    const piece = (index: number, text: string) => [{ tool_calls: [{ index, function: { arguments: text } }] }];
    expect([first?.opening, second?.opening]).toEqual([opening(0, "x", "a"), opening(1, "y", "b")]);
    expect(first?.add('{"a"')).toEqual(piece(0, '{"a"'));
    expect(first?.add("")).toEqual([]);
    expect(first?.end({ a: 1 })).toEqual([]);
    expect(second?.end(undefined)).toEqual(piece(1, "{}"));
    expect(calls.shape()).toEqual({ callsTools: true, legacy: false });
  });

  it("are one function call for those who speak of functions", () => {
    const calls = createStreamedCalls({ ...FORM, legacy: true });
    const call = calls.begin("x", "a");
    expect(call?.opening).toEqual([{ function_call: called("a", "") }]);
    expect(call?.end({ a: 1 })).toEqual([{ function_call: { arguments: '{"a":1}' } }]);
    expect(calls.begin("y", "b")).toBeUndefined();
  });

  it("are the content where the tool stands for it, once", () => {
    const calls = createStreamedCalls({ ...FORM, outputTool: "a" });
    const call = calls.begin("x", "a");
    expect(call?.opening).toEqual([]);
    expect(call?.add("{}")).toEqual([{ content: "{}" }]);
    expect(calls.begin("y", "a")).toBeUndefined();
    expect(calls.shape().callsTools).toBe(false);
  });
});
