import { type ChatRequest, HubError, isJsonObject, type JsonObject } from "@hub/protocol";
import {
  assertOneTextAnswer,
  createDroppedParams,
  type DroppedParams,
  reportLooseOutput,
  reportNestedFields,
  type WireRequest,
} from "@hub/provider";
import { createCachePoints } from "./cache-points.ts";
import { createDocumentNames } from "./documents.ts";
import { toInferenceConfig, toTopK } from "./inference-config.ts";
import { toConversation } from "./messages.ts";
import { rulesOf, signsReasoning } from "./model-rules.ts";
import { planAnswer } from "./output-format.ts";
import { planReasoning } from "./reasoning.ts";
import { ownFields } from "./request-fields.ts";
import { toRequestMetadata } from "./request-metadata.ts";
import { toTools } from "./tools.ts";
import type { ConverseBody } from "./wire-types.ts";

/**
 * Translates a chat request for `POST /model/{id}/converse`, or `…/converse-stream`.
 *
 * @throws HubError 400 for what cannot be left out without changing the meaning
 */
export function toConverseRequest(request: ChatRequest): WireRequest {
  assertOneTextAnswer(request, "Bedrock");
  const dropped = createDroppedParams();
  const rules = rulesOf(request.model);
  reportNestedFields(request, dropped);
  const cachePoints = createCachePoints(request, rules, dropped);
  const content = { cachePoints, documentNames: createDocumentNames(), dropped };
  const { system, messages, calledTools } = toConversation(request, signsReasoning(rules), content);
  const reasoning = planReasoning(request, rules);
  for (const param of reasoning.dropped) dropped.add(param);
  const output = planAnswer(request, rules);
  reportLooseOutput(request, output, dropped);
  const tools = toTools(request, { rules, output, calledBefore: calledTools, cachePoints, dropped });
  if (output.kind === "instruction") system.push({ text: output.text });
  if (tools.instruction) system.push({ text: tools.instruction });
  const inferenceConfig = toInferenceConfig(request, rules, reasoning, dropped);
  const modelFields = {
    ...reasoning.fields,
    ...toTopK(request, rules, reasoning, dropped),
    ...tools.fields,
    ...ownModelFields(request, dropped),
  };
  const requestMetadata = toRequestMetadata(request, dropped);

  const body: ConverseBody = {
    ...(system.length > 0 && { system }),
    messages,
    ...(Object.keys(inferenceConfig).length > 0 && { inferenceConfig }),
    ...(tools.toolConfig && { toolConfig: tools.toolConfig }),
    ...(output.kind === "native" && { outputConfig: output.native }),
    ...(Object.keys(modelFields).length > 0 && { additionalModelRequestFields: modelFields }),
    ...(requestMetadata && { requestMetadata }),
    ...toServiceTier(request, dropped),
    ...ownFields(request, dropped),
  };
  return { path: pathFor(request), body, droppedParams: [...dropped] };
}

/** A model's ARN holds slashes, which are part of the id and not of the path. */
function pathFor({ model, stream }: ChatRequest): string {
  if (!/^[\w.:/-]+$/.test(model) || !/\w/.test(model)) {
    throw new HubError(
      "model_not_found",
      "Bedrock does not know this model: its ids are letters, digits and '.:/-_'.",
      {
        param: "model",
      },
    );
  }
  return `/model/${encodeURIComponent(model)}/${stream ? "converse-stream" : "converse"}`;
}

/** The model's own fields that the caller gives go before those that were translated. */
function ownModelFields({ additionalModelRequestFields: own }: ChatRequest, dropped: DroppedParams): JsonObject {
  if (isJsonObject(own)) return own;
  if (own !== null && own !== undefined) dropped.add("additionalModelRequestFields");
  return {};
}

const TIERS = new Set(["default", "flex", "priority", "reserved"]);

/** `auto` is up to Bedrock, which then uses the default. */
function toServiceTier({ service_tier: tier }: ChatRequest, dropped: DroppedParams): Pick<ConverseBody, "serviceTier"> {
  if (!tier || tier === "auto") return {};
  if (TIERS.has(tier)) return { serviceTier: { type: tier } };
  dropped.add("service_tier");
  return {};
}
