import type { JsonObject } from "@hub/protocol";

/*
 * The parts of Anthropic's Messages API that this package speaks, after `resources/messages/messages.d.ts` of
 * @anthropic-ai/sdk 1.12.0 (2026-11-20). Requests are typed; answers are read as unknown JSON, piece by piece.
 */

/** Marks the end of a prefix to cache. */
export interface CacheControl {
  type: "ephemeral";
  /** Absent: five minutes. */
  ttl?: "5m" | "1h";
}

interface Cacheable {
  cache_control?: CacheControl;
}

/** Text; never empty, never white space alone: Anthropic refuses both. */
export interface TextBlock extends Cacheable {
  type: "text";
  text: string;
}

/** The image types that Anthropic takes. */
export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp";

/** An image. */
export interface ImageBlock extends Cacheable {
  type: "image";
  source: { type: "base64"; media_type: ImageType; data: string } | { type: "url"; url: string };
}

/** A PDF or a text file. */
export interface DocumentBlock extends Cacheable {
  type: "document";
  source:
    | { type: "base64"; media_type: "application/pdf"; data: string }
    | { type: "text"; media_type: "text/plain"; data: string }
    | { type: "file"; file_id: string };
  title?: string;
}

/** The result of a tool call; without content where the tool had nothing to say. */
export interface ToolResultBlock extends Cacheable {
  type: "tool_result";
  tool_use_id: string;
  content?: (TextBlock | ImageBlock | DocumentBlock)[];
  is_error?: true;
}

/** A tool call of the model. */
export interface ToolUseBlock extends Cacheable {
  type: "tool_use";
  id: string;
  name: string;
  input: JsonObject;
}

/** Signed reasoning, sent back as it came. */
export type ThinkingWireBlock =
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "redacted_thinking"; data: string };

/** What a user's message may hold besides tool results. */
export type InputBlock = TextBlock | ImageBlock | DocumentBlock;

/** Any block of a message. */
export type ContentBlock = InputBlock | ToolResultBlock | ToolUseBlock | ThinkingWireBlock;

/** One turn. */
export interface WireMessage {
  role: "user" | "assistant";
  content: ContentBlock[];
}

/** A tool that the caller runs. */
export interface ClientTool extends Cacheable {
  name: string;
  description?: string;
  input_schema: JsonObject;
  strict?: true;
}

/** Web search, run by Anthropic. */
export interface WebSearchTool {
  type: "web_search_20250305";
  name: "web_search";
  user_location?: JsonObject;
}

/** Which tools the model may or must call. */
export type WireToolChoice =
  | { type: "auto" | "any"; disable_parallel_tool_use?: true }
  | { type: "tool"; name: string; disable_parallel_tool_use?: true }
  | { type: "none" };

/** The body of `POST /v1/messages`. */
export interface MessagesBody {
  model: string;
  max_tokens: number;
  stream?: true;
  system?: TextBlock[];
  messages: WireMessage[];
  tools?: (ClientTool | WebSearchTool)[];
  tool_choice?: WireToolChoice;
  thinking?: JsonObject;
  output_config?: JsonObject;
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stop_sequences?: string[];
  metadata?: { user_id: string };
  service_tier?: "auto" | "standard_only";
  cache_control?: CacheControl;
}
