import { boundedText } from "./bounded-text.ts";
import type { Prompt, PromptTool } from "./prompt.ts";
import { schemaInstance } from "./schema-instance.ts";
import { tokenize } from "./tokens.ts";

/** One call of a tool. Joined, `pieces` are the arguments as JSON, or a custom tool's free text. */
export interface AnswerToolCall {
  readonly name: string;
  readonly kind: PromptTool["kind"];
  readonly pieces: readonly string[];
}

/** An answer before a vendor gives it its wire format. Pieces are tokens: one piece, one stream event. */
export interface Answer {
  readonly reasoning: readonly string[];
  readonly pieces: readonly string[];
  readonly toolCalls: readonly AnswerToolCall[];
  readonly finish: "stop" | "stop_sequence" | "length" | "tool_calls";
  readonly stopSequence: string | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** What faults may ask of an answer. */
export interface AnswerOptions {
  /** Exact length of a text answer in tokens. */
  readonly outputTokens?: number;
  /** Size in bytes of one piece that is put into the answer. */
  readonly eventBytes?: number;
}

/** What a system prompt says to a model without a JSON mode; like a real one, the answer follows it. */
const ASKS_FOR_JSON = /\bJSON object and nothing else\b/;

const fillers = [" and", " more", " text", " of", " the", " box"];

/**
 * The answer to a prompt: a pure function of the two arguments.
 *
 * Tools: a forced choice (required or named) always calls; `auto` calls unless the conversation ends with tool results.
 * Which: the named one; else, where the last user text mentions tools by name, those (all of them if parallel calls are
 * allowed); else the first.
 */
export function answerPrompt(prompt: Prompt, options: AnswerOptions = {}): Answer {
  const reasoning = prompt.reasoning === "shown" ? tokenize(reasoningText(prompt)) : [];
  const hidden = typeof prompt.reasoning === "object" ? prompt.reasoning.hiddenTokens : 0;
  const limit = prompt.maxTokens ?? Number.POSITIVE_INFINITY;
  const shownReasoning = reasoning.slice(0, limit);
  const reasoningTokens = Math.min(limit, shownReasoning.length + hidden);
  const room = limit - reasoningTokens;
  const calls = toolsToCall(prompt);
  const rest =
    calls.length > 0 ? callTools(calls, prompt, options, room) : writeText(prompt, options, room, reasoningTokens);
  return {
    ...rest,
    reasoning: shownReasoning,
    reasoningTokens,
    outputTokens: reasoningTokens + rest.outputTokens,
  };
}

type AnswerBody = Omit<Answer, "reasoning" | "reasoningTokens">;

function toolsToCall(prompt: Prompt): readonly PromptTool[] {
  const { tools, toolChoice } = prompt;
  if (toolChoice === "none" || tools.length === 0) return [];
  if (typeof toolChoice === "object") return tools.filter((tool) => tool.name === toolChoice.name);
  if (toolChoice === "auto" && prompt.toolResults.length > 0) return [];
  const mentioned = tools.filter((tool) => mentions(prompt.lastUserText, tool.name));
  const chosen = mentioned.length > 0 ? mentioned : tools.slice(0, 1);
  return prompt.parallelToolCalls ? chosen : chosen.slice(0, 1);
}

function mentions(text: string, name: string): boolean {
  for (let index = text.indexOf(name); index >= 0; index = text.indexOf(name, index + 1)) {
    const before = text[index - 1] ?? " ";
    const after = text[index + name.length] ?? " ";
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

function callTools(calls: readonly PromptTool[], prompt: Prompt, options: AnswerOptions, room: number): AnswerBody {
  const toolCalls: AnswerToolCall[] = [];
  let used = 0;
  let cut = false;
  for (const [index, tool] of calls.entries()) {
    if (used >= room) {
      cut = true;
      break;
    }
    const text = argumentsText(tool, prompt);
    const whole = tokenize(text);
    const pieces = whole.slice(0, room - used);
    cut = pieces.length < whole.length;
    used += pieces.length;
    // Spaces after the value are valid JSON: the arguments keep their meaning.
    if (index === 0 && options.eventBytes !== undefined && !cut) pieces.push(" ".repeat(options.eventBytes));
    toolCalls.push({ name: tool.name, kind: tool.kind, pieces });
  }
  return {
    pieces: [],
    toolCalls,
    finish: cut ? "length" : "tool_calls",
    stopSequence: null,
    outputTokens: used,
  };
}

function argumentsText(tool: PromptTool, prompt: Prompt): string {
  if (tool.kind === "custom") return boundedText(prompt.lastUserText, 200);
  const value = schemaInstance(tool.schema, prompt.lastUserText);
  return JSON.stringify(typeof value === "object" && value !== null ? value : {});
}

function writeText(prompt: Prompt, options: AnswerOptions, room: number, reasoningTokens: number): AnswerBody {
  let text = textOf(prompt);
  let stopSequence: string | null = null;
  let at = Number.POSITIVE_INFINITY;
  for (const stop of prompt.stop) {
    const index = stop === "" ? -1 : text.indexOf(stop);
    if (index >= 0 && index < at) {
      at = index;
      stopSequence = stop;
    }
  }
  if (stopSequence !== null) text = text.slice(0, at);
  let pieces = tokenize(text);
  if (options.outputTokens !== undefined) {
    const wanted = options.outputTokens;
    pieces = pieces.slice(0, wanted);
    for (let index = 0; pieces.length < wanted; index += 1) pieces.push(fillers[index % fillers.length] as string);
  }
  // A model that was cut while still thinking says nothing at all.
  const cut = pieces.length > room || (room === 0 && reasoningTokens > 0);
  if (cut) pieces = pieces.slice(0, room);
  let outputTokens = pieces.length;
  if (options.eventBytes !== undefined && !cut) {
    pieces.splice(1, 0, "x".repeat(options.eventBytes));
    outputTokens += Math.ceil(options.eventBytes / 4);
  }
  const finish = cut ? "length" : stopSequence === null ? "stop" : "stop_sequence";
  return {
    pieces,
    toolCalls: [],
    finish,
    stopSequence: finish === "stop_sequence" ? stopSequence : null,
    outputTokens,
  };
}

function textOf(prompt: Prompt): string {
  if (prompt.format.type === "schema") return JSON.stringify(schemaInstance(prompt.format.schema, prompt.lastUserText));
  if (prompt.format.type === "json" || ASKS_FOR_JSON.test(prompt.system))
    return JSON.stringify({ echo: boundedText(prompt.lastUserText, 2_000) });
  const parts = [
    `Sandbox ${prompt.vendor} (${prompt.model}) received ${plural(prompt.messageCount, "message")}.`,
    ...(prompt.system === "" ? [] : [`System prompt: "${boundedText(prompt.system, 200)}".`]),
    ...(prompt.attachments.length === 0 ? [] : [`Attachments: ${countKinds(prompt.attachments)}.`]),
    ...(prompt.toolResults.length === 0
      ? []
      : [`Tool results: ${prompt.toolResults.map((result) => `"${boundedText(result, 2_000)}"`).join(", ")}.`]),
    `Last user message: "${boundedText(prompt.lastUserText, 2_000)}"`,
  ];
  return parts.join(" ");
}

function reasoningText(prompt: Prompt): string {
  const plan =
    toolsToCall(prompt).length > 0
      ? "A tool fits, so call it."
      : prompt.toolResults.length > 0
        ? "The tool results are here, so answer with them."
        : "Answer directly.";
  return `The user wrote: "${boundedText(prompt.lastUserText, 100)}". ${plan}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function countKinds(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => plural(count, kind)).join(", ");
}
