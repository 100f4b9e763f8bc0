import { type ChatChunk, isJsonObject, type JsonObject } from "@hub/protocol";

/** Takes usage from where Groq also puts it (recorded streams, 2024 to 2026). */
export function adjustChunk(chunk: ChatChunk & JsonObject): void {
  const own = chunk.x_groq;
  if (!isJsonObject(own) || !own.usage) return;
  if (isJsonObject(own.usage)) chunk.usage ??= own.usage as ChatChunk["usage"];
  delete own.usage;
}
