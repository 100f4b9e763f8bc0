import type { ChatRequest, JsonObject } from "@hub/protocol";
import { createDroppedParams, type DroppedParams } from "../translation/dropped-params.ts";
import { STREAM_OPTIONS } from "../translation/nested-fields.ts";
import { passThrough } from "../translation/request-fields.ts";
import { reportUnknownFields } from "../translation/unknown-fields.ts";
import type { WireRequest } from "../wire-format.ts";
import { narrowToAllowedTools } from "./allowed-tools.ts";
import { withTools } from "./legacy-functions.ts";
import { toWireMessages } from "./messages.ts";
import { assertExpressible, isUnknownField, knows } from "./rare-features.ts";
import { adjustReasoningEffort } from "./reasoning-effort.ts";
import { adjustServiceTier } from "./service-tier.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { loosenTools, tidy } from "./strict-schema.ts";

/**
 * The request in the words of one OpenAI-compatible vendor.
 *
 * @throws HubError `unsupported_parameter` for what cannot be left out without changing what is asked for
 */
export function toWireRequest(asked: ChatRequest, spec: OpenAICompatibleSpec): WireRequest {
  const request = knows(spec, "functions") ? asked : withTools(asked);
  assertExpressible(request, spec);
  const dropped = createDroppedParams();
  const body = passThrough(request, wireNames(request, spec), dropped);
  preferNewNames(body, request, spec);
  body.messages = toWireMessages(request.messages, spec, dropped);
  if (request.stream) askForUsage(body, request, spec, dropped);
  if (spec.dialect !== "full") narrowToAllowedTools(body);
  if (spec.strictSchema) tidy(body, dropped);
  if (spec.strictTools === false) loosenTools(body, dropped);
  adjustReasoningEffort(body, spec, dropped);
  adjustServiceTier(body, spec, dropped);
  spec.adjustRequest?.(body, dropped);
  return { path: "/chat/completions", body, droppedParams: [...dropped] };
}

/** The vendor's names of the fields; `undefined` for those that it cannot be told. */
function wireNames(request: ChatRequest, spec: OpenAICompatibleSpec): (field: string) => string | undefined {
  const ofModel = spec.dropFor?.filter(([models]) => models.test(request.model)).flatMap(([, fields]) => fields);
  const isDropped = (field: string) =>
    spec.drop?.includes(field) === true ||
    ofModel?.includes(field) === true ||
    isUnknownField(field, spec) ||
    // Without speech, a list of modalities says that the answer is text, as it is anyway.
    (field === "modalities" && spec.dialect !== "full");
  return (field) => {
    const name = nameOf(field, spec);
    return isDropped(field) || spec.fields?.has(name) === false ? undefined : name;
  };
}

/** The caller may send any key, `constructor` too. */
function nameOf(key: string, { rename }: OpenAICompatibleSpec): string {
  return (rename && Object.hasOwn(rename, key) && rename[key]) || key;
}

/** Where a field is there under its older name as well, the newer one counts, whichever came last. */
function preferNewNames(body: JsonObject, request: ChatRequest, { rename }: OpenAICompatibleSpec): void {
  for (const newer in rename) {
    const name = rename[newer];
    if (name && name in body && (request[newer] ?? null) !== null) body[name] = request[newer];
  }
  // Both limits at once are refused by some vendors, and each of the others has a rule of its own.
  if ((body.max_completion_tokens ?? null) !== null) delete body.max_tokens;
}

/** Usage is always asked for, since every request is metered; the client sees it only if it asked as well. */
function askForUsage(body: JsonObject, request: ChatRequest, spec: OpenAICompatibleSpec, dropped: DroppedParams): void {
  if (spec.streamOptions === false) {
    delete body.stream_options;
    reportUnknownFields(request.stream_options ?? {}, STREAM_OPTIONS, "stream_options", dropped);
  } else body.stream_options = { ...request.stream_options, include_usage: true };
}
