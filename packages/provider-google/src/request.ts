import { type ChatRequest, HubError } from "@hub/protocol";
import { createDroppedParams, type DroppedParams, reportLooseOutput, type WireRequest } from "@hub/provider";
import type { ContentContext } from "./content.ts";
import type { Door } from "./door.ts";
import { toGenerationConfig } from "./generation-config.ts";
import { toConversation } from "./messages.ts";
import { rulesOf } from "./model-rules.ts";
import { planAnswer } from "./output-format.ts";
import { ownFields, withExtraBody } from "./request-fields.ts";
import { toTools } from "./tools.ts";
import { reportUnread } from "./unread-fields.ts";
import type { GenerateContentBody } from "./wire-types.ts";

/**
 * Translates a chat request for `:generateContent`, or `:streamGenerateContent` as server-sent events.
 *
 * @throws HubError 400 for what cannot be left out without changing the meaning
 */
export function toGenerateContent(asked: ChatRequest, door: Door): WireRequest {
  const dropped = createDroppedParams();
  const request = withExtraBody(asked, dropped);
  reportUnread(request, dropped);
  const rules = rulesOf(request.model);
  const context: ContentContext = { door, dropped, details: new Set() };
  const tools = toTools(request, rules, door, dropped);
  const output = planAnswer(request, rules, tools.tools !== undefined, dropped);
  reportLooseOutput(request, output, dropped);
  const { system, contents } = toConversation(
    request,
    rules,
    context,
    output.kind === "instruction" ? output.text : "",
  );
  const generationConfig = toGenerationConfig(request, rules, { output, details: context.details, door }, dropped);

  const body: GenerateContentBody = {
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents,
    ...tools,
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...toServiceTier(request, door, dropped),
    ...ownFields(request, door, dropped),
  };
  const method = request.stream ? "streamGenerateContent?alt=sse" : "generateContent";
  return { path: `/${toResource(request.model, door)}:${method}`, body, droppedParams: [...dropped] };
}

/** A bare id with its collection; names that have one already stay as they are. */
function toResource(model: string, { collection }: Door): string {
  const segments = model.split("/");
  // A segment of dots would climb out of the API's path, and a colon would name another method.
  if (!segments.every((segment) => /^[\w@.-]{1,256}$/.test(segment) && !/^\.+$/.test(segment))) {
    // Not by its name, which may hold the gateway's project.
    throw new HubError("model_not_found", "There is no such model.", { param: "model" });
  }
  return segments.length === 1 ? `${collection}/${model}` : model;
}

/** `auto` and `default` are what happens without it. */
function toServiceTier(
  { service_tier: tier }: ChatRequest,
  door: Door,
  dropped: DroppedParams,
): Pick<GenerateContentBody, "serviceTier"> {
  if (!tier || tier === "auto" || tier === "default") return {};
  if (door.takesServiceTier && (tier === "flex" || tier === "priority")) return { serviceTier: tier };
  dropped.add("service_tier");
  return {};
}
