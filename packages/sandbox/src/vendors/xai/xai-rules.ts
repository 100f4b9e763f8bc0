import type { ChatBody, ChatPart } from "../../openai-compatible/chat-body.ts";
import type { VendorReply } from "../../vendor.ts";
import { xaiError, xaiLiveSearchGone, xaiUnsupported } from "./xai-error.ts";
import type { XaiModel } from "./xai-models.ts";

/** Parameters that the model has not; a penalty of zero is refused as well (miaoxworld/NativeTavern#83, 2026-09). */
function parameterProblem(body: ChatBody, model: XaiModel): VendorReply | undefined {
  if (!model.penalties) {
    if (body.presence_penalty != null) return xaiUnsupported(body.model, "presencePenalty");
    if (body.frequency_penalty != null) return xaiUnsupported(body.model, "frequencyPenalty");
  }
  // BerriAI/litellm#12635, huggingface/smolagents#1765 (2025), lidge-jun/opencodex#5278 (2026-09).
  if (model.reasoning !== "none" && body.stop != null) return xaiUnsupported(body.model, "stop");
  if (!model.effort && body.reasoning_effort != null) return xaiUnsupported(body.model, "reasoningEffort");
  return undefined;
}

/** nocmt/LLMSearchPlus#2 (2025-02): text models want text alone. */
function imageProblem(body: ChatBody, model: XaiModel): VendorReply | undefined {
  if (model.vision) return undefined;
  const isImage = (part: ChatPart) => part.type === "image_url";
  const hasImage = body.messages.some(
    ({ content }) => Array.isArray(content) && (content as readonly ChatPart[]).some(isImage),
  );
  return hasImage ? xaiError(400, "The model expects a single `text` element per message.") : undefined;
}

/** The first rule beyond plain types that a request breaks, as xAI's answer to it. */
export function checkXaiRules(body: ChatBody, model: XaiModel, promptTokens: number): VendorReply | undefined {
  if (body.search_parameters != null) return xaiLiveSearchGone;
  const problem = parameterProblem(body, model) ?? imageProblem(body, model);
  if (problem !== undefined || promptTokens <= model.contextTokens) return problem;
  // cline/cline#3120.
  return xaiError(
    400,
    `This model's maximum prompt length is ${model.contextTokens} but the request contains ${promptTokens} tokens.`,
  );
}
