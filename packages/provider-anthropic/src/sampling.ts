import type { ChatRequest } from "@hub/protocol";
import { boundedSampling, type DroppedParams, reportUnusable } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";
import type { MessagesBody } from "./wire-types.ts";

type Sampling = Pick<MessagesBody, "temperature" | "top_p" | "top_k">;

/** The sampling fields that the model accepts. */
export function toSampling(
  request: ChatRequest,
  { sampling: allowed }: ModelRules,
  thinks: boolean,
  dropped: DroppedParams,
): Sampling {
  const { temperature, topP } = boundedSampling(request, { allowed, thinks }, dropped);
  const sampling: Sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
  };
  const { top_k: topK } = request;
  if (typeof topK === "number") {
    if (allowed === "none" || thinks) dropped.add("top_k");
    else sampling.top_k = topK;
  } else reportUnusable("top_k", topK, dropped);
  return sampling;
}
