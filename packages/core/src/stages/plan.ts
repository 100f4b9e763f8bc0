import type { Offer } from "@hub/catalog";
import type { ChatRequest } from "@hub/protocol";
import type { Credential, Provider } from "@hub/provider";
import type { Plan as RoutedPlan } from "@hub/router";
import type { Exchange } from "../exchange.ts";

/** One way to answer a request. */
export interface Candidate {
  provider: Provider;
  /** The vendor's own id of the model. */
  model: string;
  /** What the catalog knows of it: price, features, limits. Absent for a model that it does not list. */
  offer?: Offer | undefined;
  /** Why it stands where it does: `pinned`, `maker`, `cheapest`, `dearer`, … */
  reason: string;
  /** Whose credential pays: the caller's own (`byok`) or the gateway's. */
  mode: "byok" | "managed";
  /** Takes the place of the provider's own. */
  credential?: Credential | undefined;
  /** What this very request is expected to cost, in nano-USD; absent where nothing had to be compared. */
  expectedCost?: number | undefined;
  /** Names the vendor's cache of this conversation's beginning, where vendors are compared. */
  promptCache?: string | undefined;
}

/** The candidates for a request, best first, and those that were left out, with the reasons. */
export type Route = RoutedPlan<Candidate>;

/**
 * Finds the candidates for a request; never none.
 *
 * @throws HubError `model_not_found`, `model_not_allowed`, `policy_denied`, `no_provider_available`
 */
export type Plan = (request: ChatRequest, exchange: Readonly<Exchange>) => Route | Promise<Route>;

/** A route to these candidates in their order, whatever their health. */
export function routeTo(candidates: readonly Candidate[]): Route {
  const steps = candidates.map((target) => ({
    candidate: { target, key: `${target.provider.id} ${target.model}`, unguarded: true },
    target,
    reason: "only" as const,
    probe: false,
  }));
  return { steps, filtered: [], retryAfterMs: undefined };
}
