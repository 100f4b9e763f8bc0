import type { Prompt } from "../answer/prompt.ts";
import { countTokens } from "../answer/tokens.ts";
import { type ChatBody, type ChatMessage, contentText, lastUserText, offeredTools } from "./chat-body.ts";

const kinds: Readonly<Record<string, string>> = {
  image_url: "image",
  input_audio: "audio",
  audio_url: "audio",
  video_url: "video",
  file: "file",
  document_url: "file",
};

/** Reads the facts of a checked chat completions request. */
export function chatPrompt(
  body: ChatBody,
  facts: { readonly vendor: string; readonly reasoning: Prompt["reasoning"] },
): Prompt {
  const { messages } = body;
  const isSystem = (message: ChatMessage) => message.role === "system" || message.role === "developer";
  const isResult = (message: ChatMessage) => message.role === "tool" || message.role === "function";
  const lastTurn = messages.findLastIndex((message) => !isResult(message)) + 1;
  return {
    vendor: facts.vendor,
    model: body.model,
    messageCount: messages.length,
    system: messages
      .filter(isSystem)
      .map((message) => contentText(message.content))
      .join("\n"),
    lastUserText: lastUserText(body),
    attachments: messages.flatMap((message) =>
      Array.isArray(message.content) ? message.content.flatMap((part: { type: string }) => kinds[part.type] ?? []) : [],
    ),
    toolResults: messages.slice(lastTurn).map((message) => contentText(message.content)),
    tools: offeredTools(body),
    toolChoice: chosenTool(body),
    parallelToolCalls: body.parallel_tool_calls !== false && !body.functions?.length,
    format: chosenFormat(body),
    stop: typeof body.stop === "string" ? [body.stop] : (body.stop ?? []),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    reasoning: facts.reasoning,
  };
}

function chosenTool(body: ChatBody): Prompt["toolChoice"] {
  const choice = body.tool_choice ?? body.function_call ?? "auto";
  if (typeof choice === "string") return choice === "none" || choice === "required" ? choice : "auto";
  if ("name" in choice) return { name: choice.name };
  if (choice.allowed_tools !== undefined) return choice.allowed_tools.mode === "required" ? "required" : "auto";
  return { name: choice.function?.name ?? choice.custom?.name ?? "" };
}

function chosenFormat(body: ChatBody): Prompt["format"] {
  const format = body.response_format;
  if (format?.type === "json_object") return { type: "json" };
  if (format?.type === "json_schema") return { type: "schema", schema: format.json_schema?.schema ?? {} };
  return { type: "text" };
}

/** Prompt tokens of an image, whatever its size. */
export const imageTokens = 85;

/** Tokens of everything a chat request asks the model to read. */
export function chatPromptTokens(body: ChatBody): number {
  return body.messages.reduce((sum, message) => sum + messageTokens(message), preambleTokens(body));
}

/** Tokens of what comes before the messages: tools and the answer's schema. */
export function preambleTokens(body: ChatBody): number {
  let tokens = 3;
  for (const tools of [body.tools, body.functions]) {
    if (tools?.length) tokens += 8 + countTokens(JSON.stringify(tools));
  }
  if (body.response_format?.json_schema) tokens += countTokens(JSON.stringify(body.response_format.json_schema));
  return tokens;
}

/** Tokens of one message. */
export function messageTokens(message: ChatMessage): number {
  let tokens = 3 + countTokens(contentText(message.content)) + countTokens(message.name ?? "");
  if (Array.isArray(message.content)) {
    for (const part of message.content as readonly { type: string }[]) {
      if (kinds[part.type] !== undefined) tokens += imageTokens;
    }
  }
  for (const call of message.tool_calls ?? []) {
    tokens += 3 + countTokens(call.function?.name ?? call.custom?.name ?? "");
    tokens += countTokens(call.function?.arguments ?? call.custom?.input ?? "");
  }
  const legacy = message.function_call;
  if (legacy) tokens += 3 + countTokens(legacy.name) + countTokens(legacy.arguments);
  return tokens;
}
