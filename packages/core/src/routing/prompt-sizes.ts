import type { ChatRequest } from "@hub/protocol";
import { estimatePrompt, familyOf, type PromptEstimate } from "@hub/tokens";

/** How long a request's prompt is to a vendor's model: expected, and at most. In tokens. */
export type PromptSizes = (provider: string, model: string) => PromptEstimate;

/** Estimates a prompt once for each tokenizer that is asked about. */
export function promptSizesOf(request: ChatRequest): PromptSizes {
  const estimates = new Map<object, PromptEstimate>();
  return (provider, model) => {
    const family = familyOf(provider, model);
    let estimate = estimates.get(family);
    if (!estimate) {
      estimate = estimatePrompt(request, family);
      estimates.set(family, estimate);
    }
    return estimate;
  };
}
