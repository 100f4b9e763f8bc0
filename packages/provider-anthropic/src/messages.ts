import type { AssistantMessage, ChatRequest } from "@hub/protocol";
import {
  addAll,
  assertSomethingSaid,
  type DroppedParams,
  isSignedBy,
  type Turn,
  toToolCallId,
  toToolInput,
  toToolMessages,
  turnOf,
} from "@hub/provider";
import { type ContentContext, toInputBlocks, toTextBlocks } from "./content.ts";
import type { ModelRules } from "./model-rules.ts";
import { VENDOR_ID } from "./vendor-id.ts";
import type {
  CacheControl,
  ContentBlock,
  TextBlock,
  ThinkingWireBlock,
  ToolResultBlock,
  ToolUseBlock,
  WireMessage,
} from "./wire-types.ts";

/** "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'" */
const TOOL_CALL_ID = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, length: 24 };

/** A conversation in Anthropic's form. */
export interface Conversation {
  system: TextBlock[];
  messages: WireMessage[];
}

type WireTurn = Turn<ToolResultBlock, ContentBlock>;

/**
 * Translates the conversation: instructions are hoisted into `system` in their order, neighbours of one role are one
 * turn, empty text is left out.
 *
 * A conversation may begin with the assistant: Anthropic's own API takes that (anthropic-sdk-typescript#622,
 * 2024-12), unlike Bedrock's. One that ends with it asks for a continuation, which models from 4.6 on refuse with a
 * clear message of their own.
 *
 * @throws HubError 400 when nothing is left to send, or a part cannot be translated
 */
export function toConversation(request: ChatRequest, rules: ModelRules, context: ContentContext): Conversation {
  const system: TextBlock[] = [];
  const turns: WireTurn[] = [];

  toToolMessages(request.messages).forEach((message, index) => {
    const path = `messages[${index}]`;
    const mark = context.cacheMarks.of(message);
    if (message.name) context.dropped.add("messages[].name");
    switch (message.role) {
      case "system":
      case "developer":
        addAll(system, markLast(toInputBlocks(message.content, path, context) as TextBlock[], mark));
        break;
      case "user": {
        const blocks = markLast(toInputBlocks(message.content, path, context), mark);
        if (blocks.length > 0) addAll(turnOf(turns, "user").content, blocks);
        break;
      }
      case "assistant": {
        const blocks = markLast(toAssistantBlocks(message, rules, context), mark);
        if (blocks.length > 0) addAll(turnOf(turns, "assistant").content, blocks);
        break;
      }
      case "tool": {
        const content = toInputBlocks(message.content, path, context);
        const id = toToolCallId(message.tool_call_id, TOOL_CALL_ID);
        const failed = message.is_error === true ? { is_error: true as const } : {};
        turnOf(turns, "user").results.push({ ...toolResult(id, content), ...failed, ...mark });
        break;
      }
    }
  });

  assertSomethingSaid(turns);
  trimContinuation(turns.at(-1) as WireTurn);
  return {
    system,
    messages: turns.map(({ role, results, content }) => ({ role, content: [...results, ...content] })),
  };
}

function toolResult(id: string, content: ToolResultBlock["content"] & object): ToolResultBlock {
  return { type: "tool_result", tool_use_id: id, ...(content.length > 0 && { content }) };
}

/** Thinking first, then text, then tool calls: the order that the OpenAI format has forgotten, as models write it. */
function toAssistantBlocks(
  message: AssistantMessage,
  rules: ModelRules,
  { cacheMarks, dropped }: ContentContext,
): ContentBlock[] {
  const thinking = toThinkingBlocks(message, rules, dropped);
  if (message.audio) dropped.add("messages[].audio");

  const said: ContentBlock[] = [];
  if (typeof message.content === "string") said.push(...toTextBlocks(message.content));
  for (const part of Array.isArray(message.content) ? message.content : []) {
    said.push(...toTextBlocks(part.type === "text" ? part.text : part.refusal, cacheMarks.of(part)));
  }
  said.push(...toTextBlocks(message.refusal ?? ""));
  for (const call of message.tool_calls ?? []) {
    const block: Omit<ToolUseBlock, "name" | "input"> = { type: "tool_use", id: toToolCallId(call.id, TOOL_CALL_ID) };
    if (call.type === "function") {
      said.push({ ...block, name: call.function.name, input: toToolInput(call.function.arguments) });
    } else {
      said.push({ ...block, name: call.custom.name, input: { input: call.custom.input } });
    }
  }
  // A turn of thinking alone is refused: "The final block in an assistant message cannot be `thinking`."
  return said.length > 0 ? [...thinking, ...said] : [];
}

/**
 * Signed blocks go back as they came. Anthropic takes histories without them: it then thinks less, or not at all for
 * that request ("graceful thinking degradation"). One with a signature amiss it refuses.
 */
function toThinkingBlocks(message: AssistantMessage, rules: ModelRules, dropped: DroppedParams): ThinkingWireBlock[] {
  const blocks = message.thinking_blocks ?? [];
  if (message.reasoning_content && blocks.length === 0) dropped.add("messages[].reasoning_content");
  const valid = rules.thinking === "none" ? [] : blocks.filter((block) => isSignedBy(VENDOR_ID, block));
  if (valid.length < blocks.length) dropped.add("messages[].thinking_blocks");
  return valid.map((block) =>
    block.type === "thinking"
      ? { type: block.type, thinking: block.thinking, signature: block.signature }
      : { type: block.type, data: block.data },
  );
}

/** A mark on a message is one on its last block; thinking cannot carry any. */
function markLast<Block extends ContentBlock>(blocks: Block[], mark: { cache_control?: CacheControl }): Block[] {
  const last = blocks.at(-1);
  return last && mark.cache_control ? [...blocks.slice(0, -1), { ...last, ...mark }] : blocks;
}

/** "final assistant content cannot end with trailing whitespace" */
function trimContinuation({ role, content }: WireTurn): void {
  const last = content.at(-1);
  if (role === "assistant" && last?.type === "text")
    content[content.length - 1] = { ...last, text: last.text.trimEnd() };
}
