import type { AssistantAnswer, FunctionToolCall, ThinkingBlock, UrlCitation } from "@hub/protocol";
import type { AnswerShape } from "./finish-reason.ts";

/** What the form of an answer depends on, beside what the model says. */
export interface AnswerForm {
  /** Whether the caller speaks of `functions`. */
  legacy: boolean;
  /** The tool whose input is the answer's content, if the request was sent with one. */
  outputTool: string | undefined;
}

/** What the blocks of a whole answer come to. */
export interface Answer {
  content: string | null;
  reasoning: string;
  toolCalls: FunctionToolCall[];
  annotations: UrlCitation[];
  thinkingBlocks: ThinkingBlock[];
  /** Whether the tool that stands for the content has been called. */
  hasOutput: boolean;
}

/** An answer of which no block has been read. */
export function createAnswer(): Answer {
  return { content: null, reasoning: "", toolCalls: [], annotations: [], thinkingBlocks: [], hasOutput: false };
}

/** Adds text to the content, and gives back where it begins, in UTF-16 units. */
export function addText(answer: Answer, text: string): number {
  const start = answer.content?.length ?? 0;
  answer.content = (answer.content ?? "") + text;
  return start;
}

/** Adds a tool call, or content, where its input stands for that. */
export function addToolCall(
  answer: Answer,
  { id, name, input }: { id: unknown; name: unknown; input: unknown },
  { outputTool }: AnswerForm,
): void {
  const text = JSON.stringify(input ?? {});
  if (outputTool === undefined || name !== outputTool) {
    answer.toolCalls.push({ id: String(id), type: "function", function: { name: String(name), arguments: text } });
  } else if (!answer.hasOutput) {
    // One object is the answer; a second call of the tool could only spoil it.
    answer.hasOutput = true;
    addText(answer, text);
  }
}

/** What the finish reason goes by. */
export function shapeOf({ toolCalls }: Answer, { legacy }: AnswerForm): AnswerShape {
  return { callsTools: toolCalls.length > 0, legacy };
}

/** The answer as a message. */
export function toMessage(answer: Answer, refusal: string | null, { legacy }: AnswerForm): AssistantAnswer {
  const { content, reasoning, toolCalls, annotations, thinkingBlocks } = answer;
  return {
    role: "assistant",
    content,
    refusal,
    ...(toolCalls.length > 0 && (legacy ? { function_call: toolCalls[0]?.function } : { tool_calls: toolCalls })),
    ...(annotations.length > 0 && { annotations }),
    ...(reasoning !== "" && { reasoning_content: reasoning }),
    ...(thinkingBlocks.length > 0 && { thinking_blocks: thinkingBlocks }),
  };
}
