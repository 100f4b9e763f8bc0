import { type AssistantMessage, type ChatRequest, HubError, type UserPart } from "@hub/protocol";
import {
  addAll,
  assertSomethingSaid,
  type Turn,
  toToolCallId,
  toToolInput,
  toToolMessages,
  turnOf,
} from "@hub/provider";
import { placeCachePoints } from "./cache-points.ts";
import { type ContentContext, toInputBlocks, toTextBlocks } from "./content.ts";
import { toToolName } from "./output-format.ts";
import { toReasoningBlocks } from "./reasoning-blocks.ts";
import type {
  CachePointBlock,
  ContentBlock,
  ConverseBody,
  DocumentBlock,
  ResultBlock,
  TextBlock,
  ToolResultBlock,
  ToolUseBlock,
  WireMessage,
} from "./wire-types.ts";

/** The service takes `.` and `:` as well, Claude behind it does not. */
const TOOL_USE_ID = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, length: 24 };

/** A conversation in Converse's form. */
export interface Conversation {
  system: ConverseBody["system"] & object;
  messages: WireMessage[];
  /** Names of the tools that are called in it, each once. */
  calledTools: string[];
}

type WireTurn = Turn<ToolResultBlock | CachePointBlock, ContentBlock>;

/**
 * Translates the conversation: instructions are hoisted into `system` in their order, neighbours of one role are one
 * turn, empty text is left out.
 *
 * A conversation may begin with the assistant: Claude, Qwen and others take that, and the rest answer with a clear 400,
 * "A conversation must start with a user message" (measured by pydantic-ai's authors, 2026-07).
 *
 * @throws HubError 400 when nothing is left to send, or a part cannot be translated
 */
export function toConversation(request: ChatRequest, keepsReasoning: boolean, context: ContentContext): Conversation {
  const system: ConverseBody["system"] & object = [];
  const turns: WireTurn[] = [];

  toToolMessages(request.messages).forEach((message, index) => {
    const path = `messages[${index}]`;
    const mark = context.cachePoints.after(message);
    if (message.name) context.dropped.add("messages[].name");
    switch (message.role) {
      case "system":
      case "developer":
        addAll(system, [...(toInputBlocks(message.content, path, context) as TextBlock[]), ...mark]);
        break;
      case "user": {
        const blocks = toInputBlocks(message.content, path, context);
        if (blocks.length > 0) addAll(turnOf(turns, "user").content, [...blocks, ...mark]);
        break;
      }
      case "assistant": {
        const blocks = toAssistantBlocks(message, keepsReasoning, context);
        if (blocks.length > 0) addAll(turnOf(turns, "assistant").content, [...blocks, ...mark]);
        break;
      }
      case "tool": {
        refuseAudio(message.content, path);
        const content = toInputBlocks(message.content, path, context);
        const id = toToolCallId(message.tool_call_id, TOOL_USE_ID);
        turnOf(turns, "user").results.push(toToolResult(id, content, message.is_error === true), ...mark);
        break;
      }
    }
  });

  assertSomethingSaid(turns);
  const last = turns.at(-1) as WireTurn;
  trimContinuation(last);
  if (last.role === "user") last.content.push(...context.cachePoints.atEnd());
  const messages = turns.map(toWireMessage);
  return { system: placeCachePoints(system) as typeof system, messages, calledTools: calledToolsIn(messages) };
}

function toWireMessage({ role, results, content }: WireTurn): WireMessage {
  const blocks = role === "user" ? withDocumentNames(content) : content;
  return { role, content: placeCachePoints([...results, ...blocks]) };
}

/**
 * "If you include a ContentBlock with a document field in the array, you must also include a ContentBlock with a text
 * field.": where the caller wrote none, the documents' names are it.
 */
function withDocumentNames(content: readonly ContentBlock[]): ContentBlock[] {
  const documents = content.filter((block): block is DocumentBlock => "document" in block);
  if (documents.length === 0 || content.some((block) => "text" in block)) return [...content];
  return [{ text: documents.map(({ document }) => document.name).join("\n") }, ...content];
}

/** A tool result is the one place where Converse has no room for sound. */
function refuseAudio(content: string | readonly UserPart[], path: string): void {
  const index = typeof content === "string" ? -1 : content.findIndex(({ type }) => type === "input_audio");
  if (index === -1) return;
  throw new HubError("unsupported_parameter", "Bedrock takes no audio in tool results.", {
    param: `${path}.content[${index}]`,
  });
}

/**
 * Empty text stands for an empty result, which every model takes; a list without blocks some refuse
 * (strands-agents/harness-sdk#2122; measured on Claude in NousResearch/hermes-agent#55092).
 */
function toToolResult(toolUseId: string, blocks: readonly ContentBlock[], isError: boolean): ToolResultBlock {
  const content = blocks.filter((block): block is ResultBlock => !("cachePoint" in block));
  return {
    toolResult: {
      toolUseId,
      content: content.length > 0 ? content : [{ text: "" }],
      // Only where it says something: Writer's models refuse the field.
      ...(isError && { status: "error" as const }),
    },
  };
}

/** Reasoning first, then text, then tool calls: the order that the OpenAI format has forgotten, as models write it. */
function toAssistantBlocks(
  message: AssistantMessage,
  keepsReasoning: boolean,
  { cachePoints, dropped }: ContentContext,
): ContentBlock[] {
  const reasoning = toReasoningBlocks(message, keepsReasoning, dropped);
  if (message.audio) dropped.add("messages[].audio");

  const said: ContentBlock[] = [];
  if (typeof message.content === "string") said.push(...toTextBlocks(message.content));
  for (const part of Array.isArray(message.content) ? message.content : []) {
    const blocks = toTextBlocks(part.type === "text" ? part.text : part.refusal);
    if (blocks.length > 0) said.push(...blocks, ...cachePoints.after(part));
  }
  said.push(...toTextBlocks(message.refusal ?? ""));
  for (const call of message.tool_calls ?? []) {
    const id = toToolCallId(call.id, TOOL_USE_ID);
    if (call.type === "function") said.push(toToolUse(id, call.function));
    else
      said.push({
        toolUse: { toolUseId: id, name: toToolName(call.custom.name), input: { input: call.custom.input } },
      });
  }
  // A turn of thinking alone is refused: "The final block in an assistant message cannot be `thinking`."
  return said.length > 0 ? [...reasoning, ...said] : [];
}

function toToolUse(toolUseId: string, called: { name: string; arguments: string }): ToolUseBlock {
  return { toolUse: { toolUseId, name: toToolName(called.name), input: toToolInput(called.arguments) } };
}

function calledToolsIn(messages: readonly WireMessage[]): string[] {
  const names = messages.flatMap(({ content }) =>
    content.flatMap((block) => ("toolUse" in block ? [block.toolUse.name] : [])),
  );
  return [...new Set(names)];
}

/** "final assistant content cannot end with trailing whitespace" */
function trimContinuation({ role, content }: WireTurn): void {
  const last = content.at(-1);
  if (role === "assistant" && last && "text" in last) content[content.length - 1] = { text: last.text.trimEnd() };
}
