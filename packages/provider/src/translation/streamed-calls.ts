import type { Delta } from "@hub/protocol";
import type { AnswerShape } from "./finish-reason.ts";
import type { AnswerForm } from "./whole-answer.ts";

/** A tool call that a vendor streams as a block: a beginning, pieces of its arguments, an end. */
export interface StreamedCall {
  /** What announces the call to the caller. */
  readonly opening: readonly Delta[];
  /** A piece of its arguments. */
  add(json: string): Delta[];
  /** The end. A call of whose arguments no piece came has them whole. */
  end(input: unknown): Delta[];
}

/** Turns the tool calls of one streamed answer into deltas. */
export interface StreamedCalls {
  /** What the answer has held so far. */
  shape(): AnswerShape;
  /** Begins a call; `undefined` for one that is left out. */
  begin(id: string, name: string): StreamedCall | undefined;
}

/** Creates the calls of one answer. */
export function createStreamedCalls({ legacy, outputTool }: AnswerForm): StreamedCalls {
  let count = 0;
  let hasOutput = false;

  function beginOutput(): StreamedCall | undefined {
    // One object is the answer; a second call of the tool could only spoil it.
    if (hasOutput) return undefined;
    hasOutput = true;
    return createCall([], (json) => ({ content: json }));
  }

  return {
    shape: () => ({ callsTools: count > 0, legacy }),
    begin(id, name) {
      if (outputTool !== undefined && name === outputTool) return beginOutput();
      // A legacy answer holds one call.
      if (legacy && count > 0) return undefined;
      const index = count++;
      const called = { name, arguments: "" };
      if (legacy) return createCall([{ function_call: called }], (json) => ({ function_call: { arguments: json } }));
      return createCall([{ tool_calls: [{ index, id, type: "function", function: called }] }], (json) => ({
        tool_calls: [{ index, function: { arguments: json } }],
      }));
    },
  };
}

function createCall(opening: readonly Delta[], toDelta: (json: string) => Delta): StreamedCall {
  let hasArguments = false;
  function add(json: string): Delta[] {
    if (json === "") return [];
    hasArguments = true;
    return [toDelta(json)];
  }
  return { opening, add, end: (input) => (hasArguments ? [] : add(JSON.stringify(input ?? {}))) };
}
