import { isJsonObject, type JsonObject } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";

/** o1, o3, o4-mini, gpt-5 and so on; not the gpt-5 chat models, which do not reason. */
const REASONS = /^(o\d|gpt-5)(?!.*-chat)/;
/** The first reasoning models take stop sequences (recorded: o3-mini, 200); o3, o4-mini and gpt-5 do not. */
const MAY_BE_STOPPED = /^(o1|o3-mini)/;
/** From gpt-5.1 on, a model that is told not to reason (its default) samples like any other. */
const MAY_NOT_REASON = /^gpt-5\.\d/;

/**
 * What reasoning models answer with a 400 (OpenAI, "Reasoning models" guide, 2026; recorded: `max_tokens` and `stop`
 * as `unsupported_parameter`), with the one value of each that is harmless.
 */
const SAMPLING_DEFAULTS: Readonly<Record<string, unknown>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  logprobs: false,
  top_logprobs: undefined,
  logit_bias: undefined,
};

/** Makes a request acceptable to a reasoning model: the output limit under its new name, no sampling parameters. */
export function adjustForReasoningModels(body: JsonObject, dropped: DroppedParams): void {
  const model = String(body.model);
  if (!REASONS.test(model)) return;
  if (body.max_tokens !== undefined) {
    body.max_completion_tokens ??= body.max_tokens;
    delete body.max_tokens;
  }
  if (body.stop !== undefined && !MAY_BE_STOPPED.test(model)) drop(body, "stop", dropped);
  if (MAY_NOT_REASON.test(model) && (body.reasoning_effort ?? "none") === "none") return;
  for (const [name, harmless] of Object.entries(SAMPLING_DEFAULTS)) {
    if (body[name] === undefined) continue;
    if (body[name] === harmless || isEmptyObject(body[name])) delete body[name];
    else drop(body, name, dropped);
  }
}

function drop(body: JsonObject, name: string, dropped: DroppedParams): void {
  delete body[name];
  dropped.add(name);
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
