import {
  type ChatMessage,
  type ChatRequest,
  isJsonObject,
  type Tool,
  type ToolCall,
  type UserPart,
} from "@hub/protocol";

/** The places of a request where a vendor puts words of its own around the caller's. */
export const FRAMES = [
  "request",
  "reasoning",
  "message",
  "name",
  "toolCall",
  "toolResult",
  "tools",
  "tool",
  "schema",
  "schemaValue",
] as const;
export type Frame = (typeof FRAMES)[number];

/** A part of a message that is not text. */
export type MediaPart = Exclude<UserPart, { type: "text" }>;

/** Hears of everything in a request that a model reads, in no promised order. */
export interface PromptVisitor {
  /** Words of the caller. */
  text(text: string): void;
  /** Earlier reasoning of the model, of which vendors read all, or nothing. */
  thought(text: string): void;
  /** A place where the vendor adds words. */
  frame(frame: Frame): void;
  /** An image, audio or a file. */
  media(part: MediaPart): void;
  /** An earlier answer as audio, which only its id stands for. */
  earlierAudio(): void;
  /** A tool call's signature, which stands for reasoning; so many characters of base64. */
  signature(characters: number): void;
}

/** Characters of a call's id that are no signature: vendors' own ids are no longer. */
const LONGEST_ID = 64;
/** How deep schemas are followed: as deep as JSON from outside may nest. */
const MAX_DEPTH = 200;

/**
 * Shows a visitor everything of a request that is sent to a model: messages, tools and, where the vendor lets the model
 * read it, the schema of the answer.
 */
export function walkPrompt(request: ChatRequest, readsSchema: boolean, visitor: PromptVisitor): void {
  visitor.frame("request");
  const { reasoning_effort: effort } = request;
  if (effort && effort !== "none") visitor.frame("reasoning");
  for (const message of request.messages) walkMessage(message, visitor);
  walkTools(request, visitor);
  const { response_format: format } = request;
  if (!readsSchema || format?.type !== "json_schema") return;
  visitor.frame("schema");
  walkText(format.json_schema.name, visitor);
  walkText(format.json_schema.description, visitor);
  walkJson(format.json_schema.schema, visitor, 0);
}

function walkMessage(message: ChatMessage, visitor: PromptVisitor): void {
  visitor.frame("message");
  walkName(message, visitor);
  walkContent(message.content, visitor);
  if (message.role === "tool" || message.role === "function") visitor.frame("toolResult");
  if (message.role !== "assistant") return;
  walkText(message.refusal, visitor);
  if (message.reasoning_content) visitor.thought(message.reasoning_content);
  for (const block of message.thinking_blocks ?? []) {
    visitor.thought(block.type === "thinking" ? block.thinking : block.data);
  }
  for (const call of message.tool_calls ?? []) {
    walkSignature(call, visitor);
    if (call.type === "function") walkCall(call.function.name, call.function.arguments, visitor);
    else walkCall(call.custom.name, call.custom.input, visitor);
  }
  const { function_call: call } = message;
  if (call) walkCall(call.name, call.arguments, visitor);
  if (message.audio) visitor.earlierAudio();
}

function walkName(message: ChatMessage, visitor: PromptVisitor): void {
  if (message.role === "tool" || !message.name) return;
  visitor.frame("name");
  visitor.text(message.name);
}

function walkContent(content: ChatMessage["content"], visitor: PromptVisitor): void {
  if (!Array.isArray(content)) {
    walkText(content, visitor);
    return;
  }
  for (const part of content) {
    if (part.type === "text") visitor.text(part.text);
    else if (part.type === "refusal") visitor.text(part.refusal);
    else visitor.media(part);
  }
}

function walkCall(name: string, input: string, visitor: PromptVisitor): void {
  visitor.frame("toolCall");
  visitor.text(name);
  visitor.text(input);
}

/** A signature stands beside the call, or travels within its id. */
function walkSignature({ id, extra_content: extra }: ToolCall, visitor: PromptVisitor): void {
  const google = isJsonObject(extra) ? extra.google : undefined;
  const signature = isJsonObject(google) ? google.thought_signature : undefined;
  const characters = typeof signature === "string" ? signature.length : id.length - LONGEST_ID;
  if (characters > 0) visitor.signature(characters);
}

function walkTools(request: ChatRequest, visitor: PromptVisitor): void {
  const { tools, functions } = request;
  if (!tools?.length && !functions?.length) return;
  visitor.frame("tools");
  for (const tool of tools ?? []) walkTool(definitionOf(tool), visitor);
  for (const definition of functions ?? []) walkTool(definition, visitor);
}

interface Definition {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly parameters?: unknown;
  readonly format?: unknown;
}

function definitionOf(tool: Tool): Definition {
  return tool.type === "function" ? tool.function : tool.custom;
}

function walkTool({ name, description, parameters, format }: Definition, visitor: PromptVisitor): void {
  visitor.frame("tool");
  visitor.text(name);
  walkText(description, visitor);
  walkJson(parameters ?? format, visitor, 0);
}

function walkText(text: string | null | undefined, visitor: PromptVisitor): void {
  if (text) visitor.text(text);
}

/** Keys and values of JSON, without writing it out. */
function walkJson(value: unknown, visitor: PromptVisitor, depth: number): void {
  if (value === undefined || depth > MAX_DEPTH) return;
  visitor.frame("schemaValue");
  if (typeof value === "string") visitor.text(value);
  else if (typeof value === "number") visitor.text(String(value));
  else if (Array.isArray(value)) for (const item of value) walkJson(item, visitor, depth + 1);
  else if (typeof value === "object" && value !== null) {
    for (const key in value) {
      visitor.text(key);
      walkJson((value as Record<string, unknown>)[key], visitor, depth + 1);
    }
  }
}
