import { isBase64, sniffMediaType } from "../../answer/media-type.ts";
import { isThinkingSigned } from "../../answer/thinking-signature.ts";
import { modelError } from "./bedrock-error.ts";
import type { BedrockModel } from "./bedrock-models.ts";
import type { ConverseBlock, ConverseBody, ConverseMessage, MediaSource } from "./converse-body.ts";

/** The first thing wrong with the messages of a request, in the service's words; undefined where there is nothing. */
export function messagesProblem(body: ConverseBody, model: BedrockModel): string | undefined {
  const { messages } = body;
  for (const [index, message] of messages.entries()) {
    if (message.content.length === 0) {
      return `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`;
    }
    const problem = blocksProblem(message, index, model);
    if (problem !== undefined) return problem;
  }
  return turnsProblem(messages, model) ?? documentsProblem(messages);
}

function blocksProblem(message: ConverseMessage, index: number, model: BedrockModel): string | undefined {
  for (const [position, block] of message.content.entries()) {
    const at = `messages.${index}.content.${position}`;
    if (block.text !== undefined && block.text.trim() === "") {
      return `The text field in the ContentBlock object at ${at} is blank. Add text to the text field, and try again.`;
    }
    const problem =
      roleProblem(message, block) ??
      idProblem(block, at, model) ??
      mediaProblem(block, at, model) ??
      reasoningProblem(block, at, model) ??
      resultProblem(block, at, model);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function roleProblem(message: ConverseMessage, block: ConverseBlock): string | undefined {
  const isUser = message.role === "user";
  if (isUser && block.toolUse !== undefined) return "User messages cannot contain tool uses.";
  if (isUser && block.reasoningContent !== undefined) {
    return "User messages cannot contain reasoning content. Please remove the reasoning content and try again.";
  }
  const isServerResult = block.toolResult?.type !== undefined;
  return !isUser && block.toolResult !== undefined && !isServerResult
    ? "Assistant messages cannot contain tool results."
    : undefined;
}

/** Ids with dots and colons are Kimi's own (recorded); Claude's pattern is stricter than the service's. */
function idProblem(block: ConverseBlock, at: string, model: BedrockModel): string | undefined {
  const id = block.toolUse?.toolUseId ?? block.toolResult?.toolUseId;
  if (id === undefined || model.maker === "moonshot" || /^[a-zA-Z0-9_-]+$/.test(id)) return undefined;
  const field = block.toolUse === undefined ? "tool_result.tool_use_id" : "tool_use.id";
  return modelError(`${at}.${field}: String should match pattern '^[a-zA-Z0-9_-]+$'`);
}

function resultProblem(block: ConverseBlock, at: string, model: BedrockModel): string | undefined {
  const result = block.toolResult;
  if (result === undefined) return undefined;
  if (result.status === "error" && result.content.length === 0) {
    return `The content field at ${at}.toolResult cannot be empty when status value is error.`;
  }
  for (const [position, part] of result.content.entries()) {
    if (part.text?.trim() === "") return modelError("messages: text content blocks must be non-empty");
    // Nova takes no documents and videos as results, in these words (recorded).
    if (model.maker === "amazon" && (part.document !== undefined || part.video !== undefined)) {
      const key = at.replaceAll(".", "/");
      return modelError(
        `Malformed input request: #/${key}: extraneous key [toolResult] is not permitted, please reformat your input and try again.`,
      );
    }
    const problem = mediaProblem(part, `${at}.tool_result.content.${position}`, model);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const unsupportedBlock = (name: string) =>
  `This model doesn't support the ${name} content block that you provided. Update the content block and try again.`;

function mediaProblem(block: ConverseBlock, at: string, model: BedrockModel): string | undefined {
  if (block.video !== undefined && !model.video) return unsupportedBlock("video");
  if (block.audio !== undefined) return unsupportedBlock("audio");
  if (block.image !== undefined && !model.images) return unsupportedBlock("image");
  if (block.document !== undefined && !model.documents) return unsupportedBlock("document");
  const source: MediaSource | undefined = (block.image ?? block.document ?? block.video)?.source;
  if (source === undefined) return undefined;
  if (source.s3Location !== undefined && !model.s3) {
    if (block.document !== undefined) {
      // Claude takes documents from S3 in tool results only (recorded).
      return at.includes("tool_result") ? undefined : modelError(`${at}.document.source.type: Field required`);
    }
    return "This model doesn't support the s3Uri field. Remove s3Uri and try again.";
  }
  const { bytes } = source;
  if (bytes === undefined) return undefined;
  if (!isBase64(bytes)) return "The request contains bytes that are no valid base64.";
  const found = sniffMediaType(bytes);
  if (block.image !== undefined && found !== `image/${block.image.format}`) {
    return modelError(
      found?.startsWith("image/")
        ? `${at}.image.source.base64.data: Image does not match the provided media type image/${block.image.format}`
        : `${at}.image.source.base64: Could not process image`,
    );
  }
  return block.document?.format === "pdf" && found !== "application/pdf"
    ? modelError(`${at}.document.source.base64.data: The PDF specified was not valid.`)
    : undefined;
}

/** Claude signs its thinking and wants it back unchanged; other models do not know signatures. */
function reasoningProblem(block: ConverseBlock, at: string, model: BedrockModel): string | undefined {
  const { reasoningText, redactedContent } = block.reasoningContent ?? {};
  if (reasoningText !== undefined) {
    const { text, signature } = reasoningText;
    if (model.claude === undefined) {
      return signature !== undefined && model.alwaysReasons
        ? "This model doesn't support the reasoningContent.reasoningText.signature field. Remove reasoningContent.reasoningText.signature and try again."
        : undefined;
    }
    if (!signature) return modelError(`${at}.thinking.signature: Field required`);
    if (!isThinkingSigned(text, signature)) return modelError(`${at}: Invalid \`signature\` in \`thinking\` block`);
  }
  if (redactedContent === undefined || model.claude === undefined) return undefined;
  const data = Buffer.from(redactedContent, "base64").toString("utf8");
  return isThinkingSigned("redacted", data)
    ? undefined
    : modelError(`${at}: Invalid \`data\` in \`redacted_thinking\` block`);
}

/** How messages follow each other, and tool results their tool uses. Claude merges messages of one role (recorded). */
function turnsProblem(messages: readonly ConverseMessage[], model: BedrockModel): string | undefined {
  if (model.strictTurns && messages[0]?.role !== "user") {
    return "A conversation must start with a user message. Try again with a conversation that starts with a user message.";
  }
  let open: readonly string[] = [];
  for (const [index, message] of messages.entries()) {
    const isSameRole = messages[index - 1]?.role === message.role;
    if (isSameRole && model.strictTurns) {
      return "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.";
    }
    const results = message.content.flatMap((block) => block.toolResult?.toolUseId ?? []);
    if (message.role === "user") {
      const problem = pairingProblem(open, results, index);
      if (problem !== undefined) return problem;
    }
    open = message.content.flatMap(({ toolUse }) =>
      toolUse === undefined || toolUse.type === "server_tool_use" ? [] : toolUse.toolUseId,
    );
  }
  return undefined;
}

function pairingProblem(asked: readonly string[], answered: readonly string[], index: number): string | undefined {
  const at = `messages.${index}.content`;
  const missing = asked.filter((id) => !answered.includes(id));
  if (missing.length > 0) return `Expected toolResult blocks at ${at} for the following Ids: ${missing.join(", ")}`;
  if (answered.length > asked.length) {
    return `The number of toolResult blocks at ${at} exceeds the number of toolUse blocks of previous turn.`;
  }
  return undefined;
}

/** Letters, digits, white space, hyphens, parentheses and square brackets. */
const documentName = /^[a-zA-Z0-9\s()[\]-]+$/;

function documentsProblem(messages: readonly ConverseMessage[]): string | undefined {
  const names = new Set<string>();
  for (const message of messages) {
    const documents = message.content.flatMap((block) => block.document ?? []);
    for (const { name } of documents) {
      if (!documentName.test(name) || /\s\s/.test(name)) {
        return "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character.";
      }
      if (names.has(name)) return "Messages contains duplicate document names. Document names must be unique.";
      names.add(name);
    }
    const hasText = message.content.some((block) => block.text !== undefined);
    if (documents.length > 0 && message.role === "user" && !hasText) {
      return "A text block must be included when using documents.";
    }
  }
  return undefined;
}
