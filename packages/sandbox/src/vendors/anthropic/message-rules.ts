import { isBase64, sniffMediaType } from "../../answer/media-type.ts";
import { isThinkingSigned } from "../../answer/thinking-signature.ts";
import { isRecord } from "../../shape/shape.ts";
import { blocksOf, type MessageBlock, type MessagesBody, type MessagesMessage } from "./messages-body.ts";

/**
 * Rules about the messages of a request: the first that is broken, in Anthropic's words. A conversation may begin with
 * the assistant (anthropics/anthropic-sdk-typescript#622, 2024-12).
 */
export function messageProblem(body: MessagesBody): string | undefined {
  const { messages } = body;
  for (const [index, message] of messages.entries()) {
    const isLast = index === messages.length - 1;
    const problem = contentProblem(message, index, isLast) ?? blocksProblem(message, index);
    if (problem !== undefined) return problem;
  }
  return systemProblem(body) ?? pairingProblem(messages);
}

function systemProblem({ system }: MessagesBody): string | undefined {
  if (!Array.isArray(system)) return undefined;
  return (system as readonly MessageBlock[]).some((block) => block.text === "")
    ? "system: text content blocks must be non-empty"
    : undefined;
}

function contentProblem(message: MessagesMessage, index: number, isLast: boolean): string | undefined {
  const empty = message.content.length === 0;
  if (empty && !(isLast && message.role === "assistant")) {
    return `messages.${index}: all messages must have non-empty content except for the optional final assistant message`;
  }
  if (isLast && message.role === "assistant") {
    const last = blocksOf(message.content).at(-1);
    if (last?.type === "text" && /\s$/.test(last.text ?? "")) {
      return "messages: final assistant content cannot end with trailing whitespace";
    }
  }
  return undefined;
}

function blocksProblem(message: MessagesMessage, index: number): string | undefined {
  const at = (position: number) => `messages.${index}.content.${position}`;
  for (const [position, block] of blocksOf(message.content).entries()) {
    switch (block.type) {
      case "text":
        if (block.text === "") return "messages: text content blocks must be non-empty";
        if ((block.text ?? "").trim() === "") return "messages: text content blocks must contain non-whitespace text";
        break;
      case "thinking":
        if (message.role !== "assistant") return `${at(position)}: thinking blocks may only be in assistant messages`;
        if (!isThinkingSigned(block.thinking ?? "", block.signature ?? "")) {
          return `${at(position)}: Invalid \`signature\` in \`thinking\` block`;
        }
        break;
      case "redacted_thinking":
        if (!isThinkingSigned("redacted", block.data ?? "")) {
          return `${at(position)}: Invalid \`data\` in \`redacted_thinking\` block`;
        }
        break;
      case "image":
      case "document": {
        const problem = sourceProblem(block, at(position));
        if (problem !== undefined) return problem;
        break;
      }
      case "tool_use":
        if (message.role !== "assistant")
          return `messages.${index}: \`tool_use\` blocks can only be in \`assistant\` messages`;
        break;
      case "tool_result": {
        if (message.role !== "user")
          return `messages.${index}: \`tool_result\` blocks can only be in \`user\` messages`;
        const problem = resultProblem(block, at(position));
        if (problem !== undefined) return problem;
        break;
      }
    }
  }
  return undefined;
}

function resultProblem(block: MessageBlock, at: string): string | undefined {
  if (!Array.isArray(block.content)) return undefined;
  for (const [position, part] of block.content.filter(isRecord).entries()) {
    if (part.type === "text" && part.text === "") return "messages: text content blocks must be non-empty";
    const problem = sourceProblem(part as unknown as MessageBlock, `${at}.tool_result.content.${position}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function sourceProblem(block: MessageBlock, at: string): string | undefined {
  const { source } = block;
  if (source?.type === "url" && !/^https:\/\//.test(source.url ?? "")) {
    return `${at}.${block.type}.source.url.url: Only HTTPS URLs are supported.`;
  }
  if (source?.type !== "base64") return undefined;
  const data = source.data ?? "";
  if (!isBase64(data)) return `${at}.${block.type}.source.base64.data: invalid base64 data`;
  const found = sniffMediaType(data);
  if (block.type === "document") {
    return found === "application/pdf"
      ? undefined
      : `${at}.${block.type}.source.base64.data: The PDF specified was not valid.`;
  }
  if (found === source.media_type) return undefined;
  return found?.startsWith("image/")
    ? `${at}.image.source.base64.data: Image does not match the provided media type ${source.media_type}`
    : `${at}.image.source.base64: Could not process image`;
}

/** Every tool use is answered in the next user message; nothing else is. */
function pairingProblem(messages: readonly MessagesMessage[]): string | undefined {
  const turns = mergeTurns(messages);
  for (const [index, turn] of turns.entries()) {
    const idsOf = (blocks: readonly MessageBlock[] | undefined, type: string, key: "id" | "tool_use_id") =>
      (blocks ?? []).flatMap((block) => (block.type === type ? (block[key] ?? []) : []));
    if (turn.role === "assistant") {
      const next = turns[index + 1];
      const answered = new Set(idsOf(next?.blocks, "tool_result", "tool_use_id"));
      const open = idsOf(turn.blocks, "tool_use", "id").filter((id) => !answered.has(id));
      if (open.length > 0) {
        return `messages.${turn.index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
      }
      continue;
    }
    const previous = turns[index - 1];
    const asked = new Set(idsOf(previous?.blocks, "tool_use", "id"));
    for (const [position, block] of turn.blocks.entries()) {
      if (block.type === "tool_result" && !asked.has(block.tool_use_id ?? "")) {
        return `messages.${turn.index}.content.${position}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      }
    }
  }
  return undefined;
}

interface Turn {
  readonly role: string;
  /** Index of the turn's first message. */
  readonly index: number;
  readonly blocks: MessageBlock[];
}

/** The API merges consecutive messages of one role; system messages in between do not end a turn. */
function mergeTurns(messages: readonly MessagesMessage[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "system") continue;
    const last = turns.at(-1);
    if (last?.role === message.role) last.blocks.push(...blocksOf(message.content));
    else turns.push({ role: message.role, index, blocks: [...blocksOf(message.content)] });
  }
  return turns;
}
