import { z } from "zod";
import { FinishReason, Logprobs, ThinkingBlock, UrlCitation } from "./chat-completion.ts";
import { Moderation } from "./moderation.ts";
import { Usage } from "./usage.ts";

/** A piece of a tool call. The first piece of a call has id, type and name; later ones only more arguments. */
export const ToolCallDelta = z.looseObject({
  index: z.number().int().min(0),
  id: z.string().optional(),
  type: z.enum(["function", "custom"]).optional(),
  function: z.looseObject({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
  custom: z.looseObject({ name: z.string().optional(), input: z.string().optional() }).optional(),
});
export type ToolCallDelta = z.infer<typeof ToolCallDelta>;

/** What one chunk adds to a message. */
export const Delta = z.looseObject({
  role: z.enum(["developer", "system", "user", "assistant", "tool"]).optional(),
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(ToolCallDelta).optional(),
  function_call: z.looseObject({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
  annotations: z.array(UrlCitation).optional(),
  reasoning_content: z.string().nullish(),
  /** Whole blocks, each sent once, when the vendor has signed it. */
  thinking_blocks: z.array(ThinkingBlock).optional(),
});
export type Delta = z.infer<typeof Delta>;

/** What one chunk adds to one choice. */
export const ChunkChoice = z.looseObject({
  index: z.number().int().min(0),
  delta: Delta,
  finish_reason: FinishReason.nullable(),
  logprobs: Logprobs.nullish(),
});
export type ChunkChoice = z.infer<typeof ChunkChoice>;

/** One event of a streamed answer. */
export const ChatChunk = z.looseObject({
  id: z.string(),
  object: z.literal("chat.completion.chunk"),
  created: z.number().int(),
  model: z.string(),
  choices: z.array(ChunkChoice),
  usage: Usage.nullish(),
  service_tier: z.string().nullish(),
  system_fingerprint: z.string().nullish(),
  moderation: Moderation.nullish(),
  /** Random padding against the measuring of stream lengths. */
  obfuscation: z.string().optional(),
});
export type ChatChunk = z.infer<typeof ChatChunk>;
