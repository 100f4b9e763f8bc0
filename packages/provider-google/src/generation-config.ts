import { type ChatRequest, HubError, maxOutputTokens } from "@hub/protocol";
import { type DroppedParams, isEmpty, reportUnusable, stopSequences } from "@hub/provider";
import type { Door } from "./door.ts";
import type { ModelRules } from "./model-rules.ts";
import type { AnswerPlan } from "./output-format.ts";
import { toThinkingConfig } from "./thinking.ts";
import type { GenerationConfig } from "./wire-types.ts";

/** What the conversation asks for, beside the request's own fields. */
export interface GenerationNeeds {
  output: AnswerPlan;
  /** The `detail` of the images. */
  details: ReadonlySet<string>;
  door: Door;
}

/**
 * Translates what decides how the answer is made.
 *
 * @throws HubError `unsupported_parameter` for more answers than the model gives, and for answers that are spoken
 */
export function toGenerationConfig(
  request: ChatRequest,
  rules: ModelRules,
  needs: GenerationNeeds,
  dropped: DroppedParams,
): GenerationConfig {
  const limit = maxOutputTokens(request);
  const thinkingConfig = toThinkingConfig(request, rules, dropped);
  return {
    ...(limit !== undefined && { maxOutputTokens: limit }),
    ...toSampling(request, rules, dropped),
    ...toStopSequences(request, dropped),
    ...toCandidateCount(request, rules, needs.door),
    ...toSeed(request, dropped),
    ...toPenalties(request, rules, dropped),
    ...toLogprobs(request),
    ...toFormat(needs.output),
    ...toModalities(request, needs.door),
    ...toMediaResolution(needs.details, dropped),
    ...(thinkingConfig && { thinkingConfig }),
  };
}

/** 1 is the default of both APIs, or does nothing: leaving it out changes nothing and is not reported. */
function toSampling(request: ChatRequest, rules: ModelRules, dropped: DroppedParams): GenerationConfig {
  const { temperature, top_p: topP } = request;
  const [name, topK] = isEmpty(request.top_k) ? ["topK", request.topK] : ["top_k", request.top_k];
  if (typeof topK !== "number") reportUnusable(name, topK, dropped);
  if (!rules.sampling) {
    if (typeof temperature === "number" && temperature !== 1) dropped.add("temperature");
    if (typeof topP === "number" && topP !== 1) dropped.add("top_p");
    if (typeof topK === "number") dropped.add(name);
    return {};
  }
  return {
    ...(typeof temperature === "number" && { temperature }),
    ...(typeof topP === "number" && { topP }),
    ...(typeof topK === "number" && { topK }),
  };
}

/** Of 32 bits with Google, of 64 with OpenAI: the lower half, so that the same seed stays the same. */
function toSeed({ seed: asked }: ChatRequest, dropped: DroppedParams): GenerationConfig {
  if (typeof asked !== "number") return {};
  const seed = asked | 0;
  if (seed !== asked) dropped.add("seed");
  return { seed };
}

function toStopSequences(request: ChatRequest, dropped: DroppedParams): GenerationConfig {
  const sequences = stopSequences(request, (sequence) => sequence !== "", dropped);
  return sequences.length > 0 ? { stopSequences: sequences } : {};
}

function toCandidateCount({ n }: ChatRequest, { maxCandidates }: ModelRules, door: Door): GenerationConfig {
  if (!n || n === 1) return {};
  if (n <= maxCandidates) return { candidateCount: n };
  const most = maxCandidates === 1 ? "one answer" : `${maxCandidates} answers`;
  throw new HubError("unsupported_parameter", `${door.name} gives at most ${most} to a request with this model.`, {
    param: "n",
  });
}

function toPenalties(request: ChatRequest, rules: ModelRules, dropped: DroppedParams): GenerationConfig {
  const { frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty } = request;
  if (!rules.penalties) {
    if (frequencyPenalty) dropped.add("frequency_penalty");
    if (presencePenalty) dropped.add("presence_penalty");
    return {};
  }
  return {
    ...(typeof frequencyPenalty === "number" && { frequencyPenalty }),
    ...(typeof presencePenalty === "number" && { presencePenalty }),
  };
}

function toLogprobs({ logprobs, top_logprobs: count }: ChatRequest): GenerationConfig {
  if (!logprobs) return {};
  return { responseLogprobs: true, ...(typeof count === "number" && { logprobs: count }) };
}

function toFormat(output: AnswerPlan): GenerationConfig {
  if (output.kind !== "native") return {};
  return {
    responseMimeType: "application/json",
    ...(output.native.schema && { responseJsonSchema: output.native.schema }),
  };
}

function toModalities({ modalities, audio }: ChatRequest, door: Door): GenerationConfig {
  const other = modalities?.find((modality) => modality !== "text" && modality !== "image");
  if (other !== undefined || audio) {
    throw new HubError("unsupported_parameter", `Answers of ${door.name} can be text and images here, nothing else.`, {
      param: other === undefined ? "audio" : "modalities",
    });
  }
  return modalities?.includes("image") ? { responseModalities: modalities.map((name) => name.toUpperCase()) } : {};
}

/** One resolution for all images: the finest that one of them asks for. */
function toMediaResolution(details: ReadonlySet<string>, dropped: DroppedParams): GenerationConfig {
  if (details.size === 0) return {};
  if (details.size > 1 || details.has("original")) dropped.add("messages[].content[].image_url.detail");
  const isCoarse = details.size === 1 && details.has("low");
  return { mediaResolution: isCoarse ? "MEDIA_RESOLUTION_LOW" : "MEDIA_RESOLUTION_HIGH" };
}
