import type { ChatRequest, JsonObject } from "@hub/protocol";
import { createDroppedParams } from "../translation/dropped-params.ts";
import type { WireRequest } from "../wire-format.ts";
import { narrowToAllowedTools } from "./allowed-tools.ts";
import { withTools } from "./legacy-functions.ts";
import { toWireMessages } from "./messages.ts";
import { assertExpressible, isUnknownField, knows } from "./rare-features.ts";
import { adjustReasoningEffort } from "./reasoning-effort.ts";
import { adjustServiceTier } from "./service-tier.ts";
import { isEmpty } from "./shape.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { loosenTools, tidy } from "./strict-schema.ts";

/** Values that ask for what happens anyway, beside nothing at all: leaving them out loses nothing. */
const HARMLESS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ["frequency_penalty", [0]],
  ["logprobs", [false]],
  ["n", [1]],
  ["parallel_tool_calls", [true]],
  ["presence_penalty", [0]],
  ["service_tier", ["auto", "default"]],
  ["store", [false]],
  ["verbosity", ["medium"]],
]);

/**
 * The request in the words of one OpenAI-compatible vendor.
 *
 * @throws HubError `unsupported_parameter` for what cannot be left out without changing what is asked for
 */
export function toWireRequest(asked: ChatRequest, spec: OpenAICompatibleSpec): WireRequest {
  const request = knows(spec, "functions") ? asked : withTools(asked);
  assertExpressible(request, spec);
  const dropped = createDroppedParams();
  const isDropped = fieldsToDrop(request, spec);
  const body: JsonObject = {};
  for (const key in request) {
    const value = request[key];
    if (value === null || value === undefined) continue;
    const name = nameOf(key, spec);
    if (isDropped(key) || spec.fields?.has(name) === false) {
      if (!isHarmless(key, value)) dropped.add(key);
    } else {
      body[name] = value;
    }
  }
  preferNewNames(body, request, spec);
  body.messages = toWireMessages(request.messages, spec, dropped);
  if (request.stream) askForUsage(body, request, spec);
  if (spec.dialect !== "full") narrowToAllowedTools(body);
  if (spec.strictSchema) tidy(body);
  if (spec.strictTools === false) loosenTools(body, dropped);
  adjustReasoningEffort(body, spec, dropped);
  adjustServiceTier(body, spec, dropped);
  spec.adjustRequest?.(body, dropped);
  return { path: "/chat/completions", body, droppedParams: [...dropped] };
}

function fieldsToDrop(request: ChatRequest, spec: OpenAICompatibleSpec): (field: string) => boolean {
  const ofModel = spec.dropFor?.filter(([models]) => models.test(request.model)).flatMap(([, fields]) => fields);
  return (field) =>
    spec.drop?.includes(field) === true ||
    ofModel?.includes(field) === true ||
    isUnknownField(field, spec) ||
    // Without speech, a list of modalities says that the answer is text, as it is anyway.
    (field === "modalities" && spec.dialect !== "full");
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
}

/** Usage is always asked for, since every request is metered; the client sees it only if it asked as well. */
function askForUsage(body: JsonObject, request: ChatRequest, spec: OpenAICompatibleSpec): void {
  if (spec.streamOptions === false) delete body.stream_options;
  else body.stream_options = { ...request.stream_options, include_usage: true };
}

function isHarmless(key: string, value: unknown): boolean {
  if (isEmpty(value) || HARMLESS.get(key)?.includes(value)) return true;
  if (key === "modalities") return Array.isArray(value) && value.every((modality) => modality === "text");
  return key === "stream_options";
}
