import { isJsonObject, type JsonObject } from "@hub/protocol";

/** Completes a choice's log probabilities, in place, with what OpenAI's schema demands: DeepInfra's have no bytes. */
export function completeLogprobs(logprobs: unknown): void {
  if (!isJsonObject(logprobs)) return;
  for (const list of [logprobs.content, logprobs.refusal]) {
    if (!Array.isArray(list)) continue;
    for (const token of list.filter(isJsonObject)) {
      completeToken(token);
      if (!Array.isArray(token.top_logprobs)) token.top_logprobs = [];
      (token.top_logprobs as unknown[]).filter(isJsonObject).forEach(completeToken);
    }
  }
}

function completeToken(token: JsonObject): void {
  token.bytes ??= null;
}
