import type { JsonObject } from "@hub/protocol";

/*
 * The parts of Bedrock's Converse API that this package speaks, after the service model `bedrock-runtime/2023-09-30` of
 * botocore 1.44.5 (2026-11). Requests are typed; answers are read as unknown JSON, piece by piece. Bytes are base64.
 */

/** Marks the end of a prefix to cache. */
export interface CachePointBlock {
  cachePoint: { type: "default"; ttl?: "5m" | "1h" };
}

/** Text; never white space alone: "The text field in the ContentBlock object is blank." */
export interface TextBlock {
  text: string;
}

/** Bytes, or where they lie in S3. */
export type MediaSource = { bytes: string } | { s3Location: { uri: string } };

/** The image formats that Converse takes. */
export type ImageFormat = "png" | "jpeg" | "gif" | "webp";

/** An image. */
export interface ImageBlock {
  image: { format: ImageFormat; source: MediaSource };
}

/** The document formats that Converse takes. */
export type DocumentFormat = "pdf" | "csv" | "doc" | "docx" | "xls" | "xlsx" | "html" | "txt" | "md";

/** A document. Its name is one that no other document of the request has. */
export interface DocumentBlock {
  document: { format: DocumentFormat; name: string; source: MediaSource };
}

/** A video. */
export interface VideoBlock {
  video: { format: string; source: MediaSource };
}

/** Sound. */
export interface AudioBlock {
  audio: { format: string; source: MediaSource };
}

/** What a user's message may hold besides tool results. */
export type InputBlock = TextBlock | ImageBlock | DocumentBlock | VideoBlock | AudioBlock | CachePointBlock;

/** What a tool result may hold. */
export type ResultBlock = TextBlock | ImageBlock | DocumentBlock | VideoBlock;

/** The result of a tool call. */
export interface ToolResultBlock {
  toolResult: { toolUseId: string; content: ResultBlock[]; status?: "error" };
}

/** A tool call of the model. */
export interface ToolUseBlock {
  toolUse: { toolUseId: string; name: string; input: JsonObject };
}

/** Signed reasoning, sent back as it came. */
export interface ReasoningBlock {
  reasoningContent: { reasoningText: { text: string; signature: string } } | { redactedContent: string };
}

/** Any block of a message. */
export type ContentBlock = InputBlock | ToolResultBlock | ToolUseBlock | ReasoningBlock;

/** One turn. */
export interface WireMessage {
  role: "user" | "assistant";
  content: ContentBlock[];
}

/** A tool that the caller runs. */
export interface ToolSpec {
  name: string;
  description?: string;
  inputSchema: { json: JsonObject };
  strict?: true;
}

/** An entry of the list of tools. */
export type WireTool = { toolSpec: ToolSpec } | { systemTool: { name: string } } | CachePointBlock;

/** Which tools the model may or must call. There is no word for none. */
export type WireToolChoice = { auto: object } | { any: object } | { tool: { name: string } };

/** The tools, at least one, and the choice among them. */
export interface ToolConfig {
  tools: WireTool[];
  toolChoice?: WireToolChoice;
}

/** Limits and sampling. */
export interface InferenceConfig {
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  stopSequences?: string[];
}

/** The body of `POST /model/{id}/converse` and `…/converse-stream`. */
export interface ConverseBody {
  messages: WireMessage[];
  system?: (TextBlock | CachePointBlock)[];
  inferenceConfig?: InferenceConfig;
  toolConfig?: ToolConfig;
  outputConfig?: {
    textFormat: {
      type: "json_schema";
      /** The schema is JSON in a string. */
      structure: { jsonSchema: { schema: string; name?: string; description?: string } };
    };
  };
  /** The model's own parameters, which Converse hands on. */
  additionalModelRequestFields?: JsonObject;
  guardrailConfig?: unknown;
  performanceConfig?: unknown;
  requestMetadata?: Record<string, string>;
  serviceTier?: { type: string };
}
