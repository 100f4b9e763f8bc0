import { HubError } from "@hub/protocol";
import type { Strategy } from "@hub/router";
import { headerOf, type RequestHeaders } from "../http.ts";
import type { RoutingPolicy } from "./routing-policy.ts";

const STRATEGIES: readonly Strategy[] = ["cheapest", "fastest", "priority", "weighted"];

/** Most models to go on with when the one asked for cannot be had. */
const MAX_FALLBACKS = 4;

/** How one request is to be routed. */
export interface RouteOptions {
  strategy: Strategy;
  /** Models to go on with, as the caller or the policy names them. */
  fallbacks: readonly string[];
  priority: readonly string[];
  weights: Readonly<Record<string, number>>;
}

/**
 * What a request says of its routing (`x-hub-route`, `x-hub-fallbacks`), and the policy where it says nothing.
 *
 * @throws HubError 400 `invalid_value`
 */
export function readRouteOptions(model: string, headers: RequestHeaders, policy: RoutingPolicy): RouteOptions {
  const asked = headerOf(headers, "x-hub-fallbacks");
  const fallbacks = asked === undefined ? (policy.fallbacks?.[model] ?? []) : splitList(asked);
  if (fallbacks.length > MAX_FALLBACKS) {
    throw new HubError("invalid_value", `'x-hub-fallbacks' names more than ${MAX_FALLBACKS} models.`, {
      param: "x-hub-fallbacks",
    });
  }
  return {
    strategy: readStrategy(headerOf(headers, "x-hub-route")) ?? policy.strategy ?? "cheapest",
    fallbacks,
    priority: policy.priority ?? [],
    weights: policy.weights ?? {},
  };
}

function readStrategy(asked: string | undefined): Strategy | undefined {
  const wanted = asked?.trim().toLowerCase();
  if (!wanted) return undefined;
  const strategy = STRATEGIES.find((known) => known === wanted);
  if (strategy) return strategy;
  throw new HubError("invalid_value", `'x-hub-route' takes ${STRATEGIES.join(", ")}.`, { param: "x-hub-route" });
}

function splitList(text: string): string[] {
  return text.split(",").flatMap((item) => item.trim() || []);
}
