import { z } from "zod";
import { Moderation } from "./moderation.ts";
import { Usage } from "./usage.ts";

/** Why the model stopped. */
export const FinishReason = z.enum(["stop", "length", "tool_calls", "content_filter", "function_call"]);
export type FinishReason = z.infer<typeof FinishReason>;

/** A call of a function tool, with its arguments as the model wrote them (JSON text). */
export const FunctionToolCall = z.looseObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});
export type FunctionToolCall = z.infer<typeof FunctionToolCall>;

/** A call of a custom tool, with free text as input. */
export const CustomToolCall = z.looseObject({
  id: z.string(),
  type: z.literal("custom"),
  custom: z.looseObject({ name: z.string(), input: z.string() }),
});

/** A tool call of either kind. */
export const ToolCall = z.discriminatedUnion("type", [FunctionToolCall, CustomToolCall]);
export type ToolCall = z.infer<typeof ToolCall>;

/** A source that the answer cites. Indexes are offsets in the message's content. */
export const UrlCitation = z.looseObject({
  type: z.literal("url_citation"),
  url_citation: z.looseObject({
    start_index: z.number().int(),
    end_index: z.number().int(),
    url: z.string(),
    title: z.string(),
  }),
});
export type UrlCitation = z.infer<typeof UrlCitation>;

/** The vendor that wrote and signed a block; absent from blocks that did not come through a gateway. */
const signer = { vendor: z.string().optional() };

/**
 * A signed block of a model's reasoning, kept byte-exact. Send the assistant message back with its
 * `thinking_blocks` and the vendor that wrote them gets them unchanged; no other vendor ever does.
 */
export const ThinkingBlock = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string(), ...signer }),
  z.looseObject({ type: z.literal("redacted_thinking"), data: z.string(), ...signer }),
]);
export type ThinkingBlock = z.infer<typeof ThinkingBlock>;

const TokenLogprob = z.looseObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.number().int()).nullable(),
});
const LogprobList = z.array(TokenLogprob.extend({ top_logprobs: z.array(TokenLogprob) })).nullish();

/** Log probabilities of a choice's tokens. */
export const Logprobs = z.looseObject({ content: LogprobList, refusal: LogprobList });

/** What the model answered. */
export const AssistantAnswer = z.looseObject({
  role: z.literal("assistant"),
  content: z.string().nullable(),
  refusal: z.string().nullable(),
  tool_calls: z.array(ToolCall).optional(),
  function_call: z.looseObject({ name: z.string(), arguments: z.string() }).nullish(),
  annotations: z.array(UrlCitation).optional(),
  audio: z.looseObject({ id: z.string(), expires_at: z.number(), data: z.string(), transcript: z.string() }).nullish(),
  /** The model's reasoning in plain text, where the vendor shows it (a de-facto extension). */
  reasoning_content: z.string().nullish(),
  thinking_blocks: z.array(ThinkingBlock).optional(),
});
export type AssistantAnswer = z.infer<typeof AssistantAnswer>;

/** One of the alternatives that were asked for with `n`. */
export const Choice = z.looseObject({
  index: z.number().int().min(0),
  message: AssistantAnswer,
  finish_reason: FinishReason,
  logprobs: Logprobs.nullable(),
});
export type Choice = z.infer<typeof Choice>;

/** The answer to a chat request that does not stream. */
export const ChatCompletion = z.looseObject({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.number().int(),
  model: z.string(),
  choices: z.array(Choice),
  usage: Usage.optional(),
  service_tier: z.string().nullish(),
  system_fingerprint: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  moderation: Moderation.nullish(),
});
export type ChatCompletion = z.infer<typeof ChatCompletion>;
