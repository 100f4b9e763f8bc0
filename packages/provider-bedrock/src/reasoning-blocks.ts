import { Buffer } from "node:buffer";
import type { AssistantMessage, JsonObject, ThinkingBlock } from "@hub/protocol";
import { isJsonObject } from "@hub/protocol";
import { type DroppedParams, isSignedBy, textOf } from "@hub/provider";
import { VENDOR_ID } from "./vendor-id.ts";
import type { ReasoningBlock } from "./wire-types.ts";

/**
 * Signed blocks of an earlier answer go back as they came. Models take histories without them; one with a signature
 * amiss they refuse, so that unsigned blocks stay here.
 */
export function toReasoningBlocks(
  message: AssistantMessage,
  keepsReasoning: boolean,
  dropped: DroppedParams,
): ReasoningBlock[] {
  const blocks = message.thinking_blocks ?? [];
  if (message.reasoning_content && blocks.length === 0) dropped.add("messages[].reasoning_content");
  const sent = keepsReasoning ? blocks.flatMap(toReasoningBlock) : [];
  if (sent.length < blocks.length) dropped.add("messages[].thinking_blocks");
  return sent;
}

function toReasoningBlock(block: ThinkingBlock): ReasoningBlock[] {
  if (!isSignedBy(VENDOR_ID, block)) return [];
  if (block.type === "thinking") {
    const { thinking: text, signature } = block;
    return [{ reasoningContent: { reasoningText: { text, signature } } }];
  }
  const bytes = Buffer.from(block.data, "latin1");
  // Only what came from bytes can go back to bytes.
  const isWhole = bytes.length > 0 && bytes.toString("latin1") === block.data;
  return isWhole ? [{ reasoningContent: { redactedContent: bytes.toString("base64") } }] : [];
}

/** A piece of redacted reasoning as text, of which pieces can be put together; its bytes are one character each. */
export function readRedacted(base64: unknown): string {
  return typeof base64 === "string" ? Buffer.from(base64, "base64").toString("latin1") : "";
}

/** A reasoning block of an answer that can be sent back; `undefined` for one that is not signed. */
export function toThinkingBlock(text: string, signature: string, redacted: string): ThinkingBlock | undefined {
  if (redacted !== "") return { type: "redacted_thinking", data: redacted, vendor: VENDOR_ID };
  return signature === "" ? undefined : { type: "thinking", thinking: text, signature, vendor: VENDOR_ID };
}

/** The parts of a whole `reasoningContent`. */
export function readReasoning(content: unknown): { text: string; signature: string; redacted: string } {
  const { reasoningText, redactedContent }: JsonObject = isJsonObject(content) ? content : {};
  const { text, signature }: JsonObject = isJsonObject(reasoningText) ? reasoningText : {};
  return {
    text: textOf(text),
    signature: textOf(signature),
    redacted: readRedacted(redactedContent),
  };
}
