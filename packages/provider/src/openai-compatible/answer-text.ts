import { isJsonObject, type JsonObject } from "@hub/protocol";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** Puts an answer, or a piece of one, in place as clients read it: text in `content`, thoughts in `reasoning_content`. */
export function completeText(message: JsonObject, { reasoningField: field }: OpenAICompatibleSpec): void {
  const { content } = message;
  if (Array.isArray(content) && content.length > 0 && content.every(isJsonObject)) splitParts(message, content);
  // Together's types have the reasoning under both names (together 3.1.1).
  if (field === undefined || typeof message[field] !== "string") return;
  message.reasoning_content ??= message[field];
  delete message[field];
}

/** Mistral's reasoning models answer in parts, whole and streamed (recorded, 2025-11 to 2026-07). */
function splitParts(message: JsonObject, parts: readonly JsonObject[]): void {
  const content = parts.map(({ type, text }) => (type === "text" && typeof text === "string" ? text : "")).join("");
  const thoughts = parts.flatMap(({ type, thinking }) =>
    type === "thinking" && Array.isArray(thinking) ? thinking : [],
  );
  const reasoning = thoughts
    .map((part) => (isJsonObject(part) && typeof part.text === "string" ? part.text : ""))
    .join("");
  if (reasoning !== "") message.reasoning_content ??= reasoning;
  if (content !== "" || reasoning === "") message.content = content;
  else delete message.content;
}
