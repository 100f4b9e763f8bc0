import { isRecord } from "../../shape/shape.ts";

/** Bytes in the request (base64) or elsewhere. */
export interface MediaSource {
  readonly bytes?: string;
  readonly s3Location?: unknown;
  readonly text?: string;
  readonly content?: unknown;
}

/** A content block after its shape was checked: exactly one field is set. */
export interface ConverseBlock {
  readonly text?: string;
  readonly image?: { readonly format: string; readonly source: MediaSource };
  readonly document?: { readonly format?: string; readonly name: string; readonly source: MediaSource };
  readonly video?: { readonly format: string; readonly source: MediaSource };
  readonly audio?: { readonly format: string; readonly source: MediaSource };
  readonly toolUse?: {
    readonly toolUseId: string;
    readonly name: string;
    readonly input: unknown;
    /** `server_tool_use` for tools that Bedrock runs itself. */
    readonly type?: string;
  };
  readonly toolResult?: {
    readonly toolUseId: string;
    readonly content: readonly ConverseBlock[];
    readonly status?: string;
    /** The kind of result, for tools that Bedrock runs itself. */
    readonly type?: string;
  };
  readonly json?: unknown;
  readonly reasoningContent?: {
    readonly reasoningText?: { readonly text: string; readonly signature?: string };
    readonly redactedContent?: string;
  };
  readonly cachePoint?: CachePoint;
  readonly guardContent?: unknown;
}

/** Marks the end of a prefix that is to be cached. */
export interface CachePoint {
  readonly type: string;
  readonly ttl?: string;
}

/** A message after its shape was checked. */
export interface ConverseMessage {
  readonly role: string;
  readonly content: readonly ConverseBlock[];
}

/** A tool of the client's, one that Bedrock runs, or a cache point. */
export interface ConverseTool {
  readonly toolSpec?: {
    readonly name: string;
    readonly description?: string;
    readonly inputSchema: { readonly json?: unknown };
    readonly strict?: boolean;
  };
  readonly cachePoint?: CachePoint;
}

/** The fields of a Converse request that decide the answer, after their shape was checked. */
export interface ConverseBody {
  readonly messages: readonly ConverseMessage[];
  readonly system?: readonly ConverseBlock[];
  readonly inferenceConfig?: {
    readonly maxTokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly stopSequences?: readonly string[];
  };
  readonly toolConfig?: {
    readonly tools: readonly ConverseTool[];
    readonly toolChoice?: {
      readonly auto?: unknown;
      readonly any?: unknown;
      readonly tool?: { readonly name: string };
    };
  };
  readonly outputConfig?: {
    readonly textFormat?: { readonly structure: { readonly jsonSchema: { readonly schema: string } } };
  };
  readonly additionalModelRequestFields?: unknown;
}

/** The texts of blocks, joined by line ends. */
export function blocksText(blocks: readonly ConverseBlock[]): string {
  return blocks
    .map((block) => block.text ?? "")
    .filter((text) => text !== "")
    .join("\n");
}

/** The client's own tools. */
export function toolSpecs(body: ConverseBody): readonly NonNullable<ConverseTool["toolSpec"]>[] {
  return (body.toolConfig?.tools ?? []).flatMap((tool) => tool.toolSpec ?? []);
}

/** The JSON Schema that the answer must satisfy; undefined where none is asked for or it is no JSON. */
export function answerSchema(body: ConverseBody): unknown {
  const text = body.outputConfig?.textFormat?.structure.jsonSchema.schema;
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fields for the model itself, as an object. */
export function modelFields(body: ConverseBody): Readonly<Record<string, unknown>> {
  return isRecord(body.additionalModelRequestFields) ? body.additionalModelRequestFields : {};
}

/** The text of the last user message that has any, of a body of any shape. */
export function lastUserText(body: unknown): string {
  if (!isRecord(body) || !Array.isArray(body.messages)) return "";
  const texts = body.messages
    .filter((message) => isRecord(message) && message.role === "user" && Array.isArray(message.content))
    .map((message: { content: unknown[] }) =>
      message.content
        .map((block) => (isRecord(block) && typeof block.text === "string" ? block.text : ""))
        .filter((text) => text !== "")
        .join("\n"),
    );
  return texts.findLast((text) => text !== "") ?? "";
}
