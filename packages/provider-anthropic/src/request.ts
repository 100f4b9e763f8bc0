import { type ChatRequest, maxOutputTokens } from "@hub/protocol";
import {
  assertOneTextAnswer,
  createDroppedParams,
  type DroppedParams,
  reportLooseOutput,
  reportNestedFields,
  reportUnusable,
  stopSequences,
  type WireRequest,
} from "@hub/provider";
import { createCacheMarks } from "./cache-control.ts";
import type { ContentContext } from "./content.ts";
import { toConversation } from "./messages.ts";
import { rulesOf } from "./model-rules.ts";
import { planAnswer, toOutputConfig } from "./output-format.ts";
import { ownFields } from "./request-fields.ts";
import { toSampling } from "./sampling.ts";
import { planThinking } from "./thinking.ts";
import { toTools } from "./tools.ts";
import type { MessagesBody } from "./wire-types.ts";

/**
 * Pinned: from the next version (2026-10-21) on, `temperature`, `top_p` and `top_k` are refused with every model,
 * even at their defaults.
 */
export const ANTHROPIC_VERSION = "2023-06-01";

const FILES_BETA = "files-api-2025-04-14";
/** Longest `metadata.user_id` to send, in UTF-16 units. Anthropic's types name no limit; opaque ids stay far below. */
const MAX_USER_ID_LENGTH = 256;
/** "user_id appears to contain an email address", and the same for telephone numbers: 400 (BerriAI/litellm#10106). */
const PERSONAL_ID = /@|^\+?[\d\s().-]{7,}$/;

/**
 * Translates a chat request for `POST /v1/messages`.
 *
 * @throws HubError 400 for what cannot be left out without changing the meaning
 */
export function toMessagesRequest(request: ChatRequest): WireRequest {
  assertOneTextAnswer(request, "Anthropic");
  const dropped = createDroppedParams();
  const rules = rulesOf(request.model);
  reportNestedFields(request, dropped);
  const cacheMarks = createCacheMarks(request, dropped);
  const content: ContentContext = { cacheMarks, dropped, usesFileIds: false };
  const { system, messages } = toConversation(request, rules, content);
  const thinking = planThinking(request, rules);
  for (const param of thinking.dropped) dropped.add(param);
  const output = planAnswer(request, rules);
  reportLooseOutput(request, output, dropped);
  if (output.kind === "instruction") system.push({ type: "text", text: output.text });
  const outputConfig = toOutputConfig(request, output, thinking.effort, dropped);
  const { fields, betas } = ownFields(request, dropped);

  const body: MessagesBody = {
    model: request.model,
    max_tokens: maxOutputTokens(request) ?? rules.maxOutputTokens,
    ...(request.stream && { stream: true as const }),
    ...(system.length > 0 && { system }),
    messages,
    ...toTools(request, rules, output, cacheMarks, dropped),
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
    ...toSampling(request, rules, thinking.on, dropped),
    ...toStopSequences(request, dropped),
    ...toMetadata(request, dropped),
    ...toServiceTier(request, dropped),
    ...cacheMarks.ofRequest(),
    ...fields,
  };
  const beta = betaHeader([...betas, ...(content.usesFileIds ? [FILES_BETA] : [])], request.betas, dropped);
  return {
    path: "/v1/messages",
    body,
    headers: { "anthropic-version": ANTHROPIC_VERSION, ...(beta && { "anthropic-beta": beta }) },
    droppedParams: [...dropped],
  };
}

/** White space alone is refused as a stop sequence. */
function toStopSequences(request: ChatRequest, dropped: DroppedParams): Pick<MessagesBody, "stop_sequences"> {
  const sequences = stopSequences(request, (sequence) => sequence.trim() !== "", dropped);
  return sequences.length > 0 ? { stop_sequences: sequences } : {};
}

function toMetadata(request: ChatRequest, dropped: DroppedParams): Pick<MessagesBody, "metadata"> {
  const field = request.safety_identifier ? "safety_identifier" : "user";
  const id = request[field];
  if (!id) return {};
  if (id.length > MAX_USER_ID_LENGTH || PERSONAL_ID.test(id)) {
    dropped.add(field);
    return {};
  }
  return { metadata: { user_id: id } };
}

/** `auto` may use reserved capacity, as with OpenAI; `default` must not. */
function toServiceTier(
  { service_tier: tier }: ChatRequest,
  dropped: DroppedParams,
): Pick<MessagesBody, "service_tier"> {
  if (tier === "auto") return { service_tier: "auto" };
  if (tier === "default") return { service_tier: "standard_only" };
  if (tier) dropped.add("service_tier");
  return {};
}

/** Betas that fields of the request need, and those that the caller names in `betas`, as Anthropic's SDKs do. */
function betaHeader(needed: string[], asked: unknown, dropped: DroppedParams): string {
  const own = Array.isArray(asked) ? asked.filter((name) => typeof name === "string" && /^[\w.-]+$/.test(name)) : [];
  if (!Array.isArray(asked) || own.length < asked.length) reportUnusable("betas", asked, dropped);
  return [...new Set([...needed, ...own])].join(",");
}
