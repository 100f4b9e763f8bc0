import { formatUsd } from "@hub/catalog";
import type { ChatRequest } from "@hub/protocol";
import type { Exchange } from "./exchange.ts";
import type { HubResponse } from "./http.ts";
import { jsonAnswer } from "./response-headers.ts";
import { expectedCostOf } from "./routing/expected-cost.ts";
import { type PromptSizes, promptSizesOf } from "./routing/prompt-sizes.ts";
import { type Authenticate, bearerToken } from "./stages/authenticate.ts";
import { parse } from "./stages/parse.ts";
import type { Candidate, Plan } from "./stages/plan.ts";

/** What explanations are made from. */
export interface ExplainRouteOptions {
  authenticate: Authenticate;
  plan: Plan;
  maxBodyBytes: number;
}

/** `POST /v1/route`: where a chat request would go, in which order and why, without asking anyone. */
export function createExplainRoute({ authenticate, plan, maxBodyBytes }: ExplainRouteOptions) {
  return async function explainRoute(exchange: Exchange): Promise<HubResponse> {
    exchange.principal = await authenticate(bearerToken(exchange.request.headers));
    const request = await parse(exchange.request, maxBodyBytes);
    const sizes = promptSizesOf(request);
    exchange.promptSizes = sizes;
    const { steps, filtered } = await plan(request, exchange);
    return jsonAnswer(exchange, {
      object: "route",
      model: request.model,
      candidates: steps.map(({ target }) => ({ ...describe(target, request, sizes), reason: target.reason })),
      filtered: filtered.map(({ candidate, reason, detail, retryAfterMs }) => ({
        ...describe(candidate.target, request, sizes),
        reason: detail ?? reason,
        ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
      })),
    });
  };
}

function describe({ provider, model, mode, offer, expectedCost }: Candidate, request: ChatRequest, sizes: PromptSizes) {
  const { expected, bound } = sizes(provider.id, model);
  const cost = expectedCost ?? (offer && expectedCostOf(request, offer, expected, 0));
  return {
    provider: provider.id,
    model,
    mode,
    prompt_tokens: expected,
    max_prompt_tokens: bound,
    /** `null`: the price is not known. */
    expected_cost_usd: cost === undefined ? null : formatUsd(cost),
  };
}
