import type { Limit } from "@hub/budget";
import { UnknownPriceError } from "@hub/catalog";
import { type ChatRequest, HubError } from "@hub/protocol";
import type { Candidate } from "../stages/plan.ts";
import { type WorstPrice, worstPriceOf } from "./request-price.ts";

/** What is asked of the budget for one candidate. */
export interface Claim {
  candidate: Candidate;
  limits: readonly Limit[];
  promptTokens: number;
  /** As it is likely to be; `promptTokens` is what it may be at most. */
  expectedPrompt: number;
  isPriced: boolean;
  /** nano-USD; both zero where the price is not known. */
  fixed: number;
  perToken: number;
  /** For all alternatives together, in tokens. */
  output: number;
}

/** A claim that has been granted. */
export interface Held extends Claim {
  id: string;
  /** The output that it covers; less than wanted where that is all that is affordable. */
  granted: number;
  /** Whether there is anything that a longer answer would overdraw. */
  isBounded: boolean;
}

/** The most that a request can cost at a candidate, where its price is known. */
export function knownPriceOf(request: ChatRequest, { offer }: Candidate, promptTokens: number): WorstPrice | undefined {
  try {
    return offer && worstPriceOf(request, offer, promptTokens);
  } catch (error) {
    if (error instanceof UnknownPriceError) return undefined;
    throw error;
  }
}

/** Whether what is held is enough for another claim as well. */
export function covers(held: Held, claim: Claim): boolean {
  return (
    held.candidate.mode === claim.candidate.mode &&
    held.limits.length === claim.limits.length &&
    held.limits.every(({ scope }, index) => scope === claim.limits[index]?.scope) &&
    held.isPriced === claim.isPriced &&
    claim.promptTokens <= held.promptTokens &&
    claim.fixed <= held.fixed &&
    claim.perToken <= held.perToken &&
    claim.output <= held.output
  );
}

/** Where less output is affordable than is wanted, and less will not do. */
export function tooLittle({ output }: Claim, granted: number): HubError {
  return new HubError(
    "insufficient_balance",
    `This request may answer with ${output} tokens, and what is left covers ${granted}. Ask for fewer with 'max_completion_tokens', or top up.`,
    { param: "max_completion_tokens" },
  );
}

/** Where there is something to hold a request to, and nobody knows what it costs. */
export function unknownPrice({ provider, model }: Candidate): HubError {
  return new HubError(
    "policy_denied",
    `The price of '${provider.id}/${model}' is not known, so that it cannot be held to a budget. Add it to the catalog file.`,
    { param: "model" },
  );
}
