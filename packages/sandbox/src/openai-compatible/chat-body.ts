import type { PromptTool } from "../answer/prompt.ts";
import { isRecord } from "../shape/shape.ts";

/** A content part of a chat message, after its shape was checked. */
export interface ChatPart {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly image_url?: { readonly url: string };
  readonly input_audio?: { readonly data: string; readonly format: string };
  readonly file?: { readonly file_data?: string; readonly file_id?: string; readonly filename?: string };
}

/** A tool call in the history. */
export interface ChatToolCall {
  readonly id: string;
  readonly type: string;
  readonly function?: { readonly name: string; readonly arguments: string };
  readonly custom?: { readonly name: string; readonly input: string };
}

/** A chat message, after its shape was checked. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ChatPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly ChatToolCall[] | null;
  readonly tool_call_id?: string;
  readonly function_call?: { readonly name: string; readonly arguments: string } | null;
  readonly reasoning?: string | null;
  readonly refusal?: string | null;
  readonly audio?: unknown;
}

/** A tool definition, after its shape was checked. */
export interface ChatTool {
  readonly type: string;
  readonly function?: { readonly name: string; readonly parameters?: unknown; readonly strict?: boolean | null };
  readonly custom?: { readonly name: string };
}

/** The fields of a chat completions request that decide the answer, after their shape was checked. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: {
    readonly include_usage?: boolean;
    readonly include_obfuscation?: boolean;
    readonly continuous_usage_stats?: boolean | null;
  } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly n?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly presence_penalty?: number | null;
  readonly frequency_penalty?: number | null;
  readonly logit_bias?: Readonly<Record<string, number>> | null;
  /** A boolean; at Together the number of alternatives. */
  readonly logprobs?: boolean | number | null;
  readonly top_logprobs?: number | null;
  readonly seed?: number | null;
  readonly reasoning_effort?: string | null;
  readonly reasoning?: { readonly enabled?: boolean | null; readonly effort?: string | null } | null;
  readonly reasoning_format?: string | null;
  readonly include_reasoning?: boolean | null;
  readonly service_tier?: string | null;
  readonly modalities?: readonly string[] | null;
  readonly audio?: { readonly voice: unknown; readonly format: string } | null;
  readonly web_search_options?: unknown;
  readonly prediction?: unknown;
  readonly parallel_tool_calls?: boolean | null;
  readonly tools?: readonly ChatTool[] | null;
  readonly tool_choice?: ChatToolChoice | null;
  readonly functions?: readonly { readonly name: string; readonly parameters?: unknown }[] | null;
  readonly function_call?: string | { readonly name: string } | null;
  readonly echo?: boolean | null;
  readonly context_length_exceeded_behavior?: string | null;
  readonly prompt_mode?: string | null;
  readonly search_parameters?: unknown;
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: { readonly name: string; readonly schema?: unknown; readonly strict?: boolean | null };
  } | null;
}

/** The forms of `tool_choice`. */
export type ChatToolChoice =
  | string
  | {
      readonly type: string;
      readonly function?: { readonly name: string };
      readonly custom?: { readonly name: string };
      readonly allowed_tools?: { readonly mode: string; readonly tools: readonly ChatTool[] };
    };

/** The text of a message content: the string, or its text and refusal parts joined by line ends. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .filter(isRecord)
    .map((part) => (typeof part.text === "string" ? part.text : typeof part.refusal === "string" ? part.refusal : ""))
    .filter((text) => text !== "")
    .join("\n");
}

/** The text of the last message with role `user`, of a body of any shape. */
export function lastUserText(body: unknown): string {
  if (!isRecord(body) || !Array.isArray(body.messages)) return "";
  const last = body.messages.findLast((message) => isRecord(message) && message.role === "user");
  return isRecord(last) ? contentText(last.content) : "";
}

/** The tools that a request offers, legacy `functions` included, narrowed by `allowed_tools`. */
export function offeredTools(body: ChatBody): readonly PromptTool[] {
  const tools = (body.tools ?? []).map((tool): PromptTool => {
    const name = toolName(tool);
    return tool.type === "custom"
      ? { name, kind: "custom", schema: undefined }
      : { name, kind: "function", schema: tool.function?.parameters ?? {} };
  });
  const functions = (body.functions ?? []).map(
    (entry): PromptTool => ({ name: entry.name, kind: "function", schema: entry.parameters ?? {} }),
  );
  const choice = body.tool_choice;
  const allowed = typeof choice === "object" && choice !== null ? choice.allowed_tools?.tools.map(toolName) : undefined;
  const all = [...tools, ...functions];
  return allowed === undefined ? all : all.filter((tool) => allowed.includes(tool.name));
}

/** The name of a tool definition, whatever its type. */
export function toolName(tool: ChatTool): string {
  return tool.function?.name ?? tool.custom?.name ?? "";
}
