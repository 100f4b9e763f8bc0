import type { ChatChunk, ChunkChoice, ToolCallDelta } from "./chat-chunk.ts";
import type { ChatCompletion, Choice, FinishReason, ToolCall } from "./chat-completion.ts";
import { isJsonObject } from "./json.ts";

/** Puts the chunks of a stream together into the completion that the same request would have got unstreamed. */
export interface ChunkFolder {
  push(chunk: ChatChunk): void;
  /** What has arrived so far; `undefined` before the first chunk. A choice without an end counts as `stop`. */
  completion(): ChatCompletion | undefined;
}

interface FoldedChoice {
  message: Record<string, unknown>;
  toolCalls: Map<number, ToolCallDelta>;
  logprobs: { content: unknown[] | null; refusal: unknown[] | null } | null;
  finishReason: FinishReason | null;
}

/** Delta fields that are one text in pieces. */
const TEXT_FIELDS = ["content", "refusal", "reasoning_content", "reasoning"] as const;
/** Delta fields that are one list in pieces. */
const LIST_FIELDS = ["annotations", "thinking_blocks", "executed_tools", "images"] as const;

/** Chunk fields that say something about the stream alone, or that are put together anew. */
const STREAM_FIELDS = ["choices", "usage", "object", "obfuscation"];

/** Creates a folder for one stream. */
export function createChunkFolder(): ChunkFolder {
  let head: ChatChunk | undefined;
  let usage: ChatChunk["usage"];
  const choices = new Map<number, FoldedChoice>();

  function push(chunk: ChatChunk): void {
    head = head ? { ...head, ...withoutNullish(chunk) } : chunk;
    usage = chunk.usage ?? usage;
    for (const choice of chunk.choices) {
      let folded = choices.get(choice.index);
      if (!folded) {
        folded = { message: {}, toolCalls: new Map(), logprobs: null, finishReason: null };
        choices.set(choice.index, folded);
      }
      foldChoice(folded, choice);
    }
  }

  function completion(): ChatCompletion | undefined {
    if (!head) return undefined;
    return {
      ...Object.fromEntries(Object.entries(head).filter(([field]) => !STREAM_FIELDS.includes(field))),
      object: "chat.completion",
      choices: [...choices].sort(([a], [b]) => a - b).map(([index, folded]) => toChoice(index, folded)),
      ...(usage ? { usage } : {}),
    } as ChatCompletion;
  }

  return { push, completion };
}

/** Folds a whole stream. */
export function foldChunks(chunks: Iterable<ChatChunk>): ChatCompletion | undefined {
  const folder = createChunkFolder();
  for (const chunk of chunks) folder.push(chunk);
  return folder.completion();
}

function foldChoice(folded: FoldedChoice, { delta, finish_reason, logprobs }: ChunkChoice): void {
  const { message } = folded;
  for (const field of TEXT_FIELDS) {
    const piece = delta[field];
    if (typeof piece === "string") message[field] = ((message[field] as string | undefined) ?? "") + piece;
  }
  for (const field of LIST_FIELDS) {
    const piece = delta[field];
    if (Array.isArray(piece)) message[field] = append(message[field] as unknown[] | undefined, piece);
  }
  if (isJsonObject(delta.extra_content)) {
    message.extra_content = mergeExtras(message.extra_content, delta.extra_content);
  }
  if (delta.function_call) message.function_call = mergePieces(message.function_call, delta.function_call);
  for (const piece of delta.tool_calls ?? []) foldToolCall(folded.toolCalls, piece);
  if (logprobs) {
    folded.logprobs ??= { content: null, refusal: null };
    if (logprobs.content) folded.logprobs.content = append(folded.logprobs.content, logprobs.content);
    if (logprobs.refusal) folded.logprobs.refusal = append(folded.logprobs.refusal, logprobs.refusal);
  }
  folded.finishReason = finish_reason ?? folded.finishReason;
}

/** What vendors say beside the format, each under its name. Of each thing the last word counts. */
function mergeExtras(earlier: unknown, piece: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...(earlier as Record<string, unknown> | undefined) };
  for (const [vendor, said] of Object.entries(piece)) {
    const before = merged[vendor];
    merged[vendor] = isJsonObject(before) && isJsonObject(said) ? { ...before, ...said } : said;
  }
  return merged;
}

/** Adds to a list of the folder's own: a new list for each piece would make long streams quadratic. */
function append(list: unknown[] | null | undefined, piece: readonly unknown[]): unknown[] {
  const own = list ?? [];
  for (const item of piece) own.push(item);
  return own;
}

function foldToolCall(calls: Map<number, ToolCallDelta>, piece: ToolCallDelta): void {
  const call = calls.get(piece.index);
  if (!call) {
    calls.set(piece.index, { ...piece });
    return;
  }
  call.id ??= piece.id;
  call.type ??= piece.type;
  if (piece.function) call.function = mergePieces(call.function, piece.function);
  if (piece.custom) call.custom = mergePieces(call.custom, piece.custom);
}

/** Names arrive whole and once; arguments and inputs arrive in pieces. */
function mergePieces(earlier: unknown, piece: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...(earlier as Record<string, unknown> | undefined) };
  for (const [key, value] of Object.entries(piece)) {
    if ((key === "arguments" || key === "input") && typeof value === "string") {
      merged[key] = ((merged[key] as string | undefined) ?? "") + value;
    } else {
      merged[key] ??= value;
    }
  }
  return merged;
}

function toChoice(index: number, folded: FoldedChoice): Choice {
  const calls = [...folded.toolCalls].sort(([a], [b]) => a - b).map(([, call]) => toToolCall(call));
  return {
    index,
    message: {
      role: "assistant",
      content: null,
      refusal: null,
      ...copyLists(folded.message),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    },
    logprobs: folded.logprobs && copyLists(folded.logprobs),
    finish_reason: folded.finishReason ?? "stop",
  } as Choice;
}

/** The folder goes on adding to its lists; what it has handed out stays as it is. */
function copyLists(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, Array.isArray(value) ? [...value] : value]),
  );
}

function toToolCall({ index: _index, ...call }: ToolCallDelta): ToolCall {
  if (call.type === "custom") return { ...call, custom: { name: "", input: "", ...call.custom } } as ToolCall;
  return { ...call, type: "function", function: { name: "", arguments: "", ...call.function } } as ToolCall;
}

function withoutNullish(chunk: ChatChunk): Partial<ChatChunk> {
  return Object.fromEntries(Object.entries(chunk).filter(([, value]) => value !== null && value !== undefined));
}
