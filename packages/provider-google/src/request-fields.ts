import { type ChatRequest, isJsonObject, type JsonObject } from "@hub/protocol";
import { type DroppedParams, isEmpty, passThrough, reportUnusable, TRANSLATED_FIELDS } from "@hub/provider";
import type { Door } from "./door.ts";

/** Fields that the translation reads beside those that every one does. */
const TRANSLATED = new Set([
  ...TRANSLATED_FIELDS,
  "topK",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "logprobs",
  "top_logprobs",
  "thinkingConfig",
  "thinking_config",
  "extra_body",
]);

/** Fields of Google's own that go through as they are, under both of the spellings that Google reads. */
const PASSED_THROUGH: Readonly<Record<string, string>> = {
  safetySettings: "safetySettings",
  safety_settings: "safetySettings",
  cachedContent: "cachedContent",
  cached_content: "cachedContent",
  labels: "labels",
  modelArmorConfig: "modelArmorConfig",
};
const EVERYWHERE = new Set(["safetySettings", "cachedContent"]);

const THINKING = new Set(["thinkingConfig", "thinking_config"]);

/**
 * The request with the fields of `extra_body.google`, where clients of Google's own endpoint for OpenAI's format put
 * them, beside the others. Only those that are Google's own: the request's have been checked, these have not.
 */
export function withExtraBody(request: ChatRequest, dropped: DroppedParams): ChatRequest {
  const { extra_body: extra } = request;
  if (!isJsonObject(extra)) {
    reportUnusable("extra_body", extra, dropped);
    return request;
  }
  const fields: Record<string, unknown> = {};
  for (const [vendor, own] of Object.entries(extra)) {
    if (vendor !== "google" || !isJsonObject(own)) {
      dropped.add(`extra_body.${vendor}`);
      continue;
    }
    for (const [name, value] of Object.entries(own)) {
      const isOwn = Object.hasOwn(PASSED_THROUGH, name) || THINKING.has(name);
      if (isOwn && isEmpty(request[name])) fields[name] = value;
      else dropped.add(`extra_body.google.${name}`);
    }
  }
  return { ...request, ...fields };
}

/** Google's own fields of the request. Whatever is known to neither side is dropped. */
export function ownFields(request: ChatRequest, door: Door, dropped: DroppedParams): JsonObject {
  const toOwnName = (name: string) => {
    const field = Object.hasOwn(PASSED_THROUGH, name) ? (PASSED_THROUGH[name] as string) : "";
    return EVERYWHERE.has(field) || door.ownFields.includes(field) ? field : undefined;
  };
  return passThrough(request, toOwnName, dropped, TRANSLATED);
}
