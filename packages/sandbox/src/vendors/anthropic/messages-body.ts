import { isRecord } from "../../shape/shape.ts";

/** Marks the end of a prefix that is to be cached. */
export interface CacheControl {
  readonly type: string;
  readonly ttl?: string;
}

/** A content block of a message, after its shape was checked. */
export interface MessageBlock {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly data?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: unknown;
  readonly source?: {
    readonly type: string;
    readonly media_type?: string;
    readonly data?: string;
    readonly url?: string;
  };
  readonly cache_control?: CacheControl | null;
}

/** A message, after its shape was checked. */
export interface MessagesMessage {
  readonly role: string;
  readonly content: string | readonly MessageBlock[];
}

/** A tool: one of the client's own (no type, or `custom`) or one that Anthropic runs or defines. */
export interface MessagesTool {
  readonly type?: string | null;
  readonly name: string;
  readonly input_schema?: unknown;
  readonly strict?: boolean | null;
  readonly cache_control?: CacheControl | null;
}

/** The fields of a Messages request that decide the answer, after their shape was checked. */
export interface MessagesBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly MessagesMessage[];
  readonly system?: string | readonly MessageBlock[] | null;
  readonly stream?: boolean | null;
  readonly stop_sequences?: readonly string[] | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly top_k?: number | null;
  readonly thinking?: {
    readonly type: string;
    readonly budget_tokens?: number;
    readonly display?: string | null;
  } | null;
  readonly tools?: readonly MessagesTool[] | null;
  readonly tool_choice?: {
    readonly type: string;
    readonly name?: string;
    readonly disable_parallel_tool_use?: boolean | null;
  } | null;
  readonly cache_control?: CacheControl | null;
  readonly output_config?: { readonly effort?: string | null; readonly format?: OutputFormat | null } | null;
  readonly output_format?: OutputFormat | null;
}

/** A JSON Schema that the answer must satisfy. */
export interface OutputFormat {
  readonly type: string;
  readonly schema: unknown;
}

/** The blocks of a content, a string being one text block. */
export function blocksOf(content: MessagesMessage["content"]): readonly MessageBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

/** The text of a content: its text blocks joined by line ends; tool results count where asked. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .filter(isRecord)
    .map((block) => (typeof block.text === "string" ? block.text : ""))
    .filter((text) => text !== "")
    .join("\n");
}

/** The text of the last user message that has any, of a body of any shape. */
export function lastUserText(body: unknown): string {
  if (!isRecord(body) || !Array.isArray(body.messages)) return "";
  const texts = body.messages
    .filter((message) => isRecord(message) && message.role === "user")
    .map((message) => textOf((message as Record<string, unknown>).content));
  return texts.findLast((text) => text !== "") ?? "";
}
