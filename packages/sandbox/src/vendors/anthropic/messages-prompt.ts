import type { Prompt } from "../../answer/prompt.ts";
import { isRecord } from "../../shape/shape.ts";
import { blocksOf, lastUserText, type MessageBlock, type MessagesBody, textOf } from "./messages-body.ts";

const kinds: Readonly<Record<string, string>> = { image: "image", document: "file", container_upload: "file" };

/** Reads the facts of a checked Messages request. Tools that Anthropic runs or defines itself are never called. */
export function messagesPrompt(body: MessagesBody): Prompt {
  const { messages } = body;
  const all = messages.flatMap((message) => blocksOf(message.content));
  const inline = messages.filter((message) => message.role === "system").map((message) => textOf(message.content));
  const lastTurn = messages.findLastIndex((message) => message.role === "assistant") + 1;
  const last = messages.slice(lastTurn).flatMap((message) => blocksOf(message.content));
  const choice = body.tool_choice;
  const format = body.output_config?.format ?? body.output_format;
  return {
    vendor: "anthropic",
    model: body.model,
    messageCount: messages.length,
    system: [textOf(body.system), ...inline].filter((text) => text !== "").join("\n"),
    lastUserText: lastUserText(body),
    attachments: all.flatMap(attachmentKinds),
    toolResults: last.filter((block) => block.type === "tool_result").map((block) => textOf(block.content)),
    tools: (body.tools ?? [])
      .filter((tool) => tool.type == null || tool.type === "custom")
      .map((tool) => ({ name: tool.name, kind: "function", schema: tool.input_schema })),
    toolChoice: chosenTool(choice),
    parallelToolCalls: choice?.disable_parallel_tool_use !== true,
    format: format == null ? { type: "text" } : { type: "schema", schema: format.schema },
    stop: body.stop_sequences ?? [],
    maxTokens: body.max_tokens,
    reasoning: isThinking(body) ? "shown" : "none",
  };
}

/** Whether a request asks for thinking. */
function isThinking(body: MessagesBody): boolean {
  return body.thinking?.type === "enabled" || body.thinking?.type === "adaptive";
}

function chosenTool(choice: MessagesBody["tool_choice"]): Prompt["toolChoice"] {
  if (choice?.type === "tool") return { name: choice.name ?? "" };
  if (choice?.type === "any") return "required";
  return choice?.type === "none" ? "none" : "auto";
}

function attachmentKinds(block: MessageBlock): string[] {
  const inside = Array.isArray(block.content) ? block.content.filter(isRecord) : [];
  return [block as { type: unknown }, ...inside].flatMap((part) => kinds[String(part.type)] ?? []);
}
