import type { Catalog, Offer } from "@hub/catalog";
import { type ChatRequest, HubError, type Usage } from "@hub/protocol";
import type { Provider } from "@hub/provider";
import type { Router, Candidate as RouterCandidate } from "@hub/router";
import type { Exchange } from "../exchange.ts";
import { type Candidate, type Plan, type Route, routeTo } from "../stages/plan.ts";
import type { Access } from "./access.ts";
import { conversationOf, createCacheAffinity } from "./cache-affinity.ts";
import { expectedCostOf } from "./expected-cost.ts";
import { type ModelOffer, modelNotFound, type NamedModel, resolveModel } from "./model-names.ts";
import { type Needs, needsOf, shortfallOf } from "./needs.ts";
import { type PromptSizes, promptSizesOf } from "./prompt-sizes.ts";
import { type RouteOptions, readRouteOptions } from "./route-options.ts";
import type { RoutingPolicy } from "./routing-policy.ts";

/** What plans are made from. */
export interface PlannerOptions {
  providers: readonly Provider[];
  /** The catalog as it is now: it may be reloaded. */
  catalog: () => Catalog;
  router: Router;
  access: Access;
  /** How vendors are ranked where neither the request nor its principal says so. */
  policy: RoutingPolicy;
}

/** Makes plans, and learns from what became of them. */
export interface Planner {
  plan: Plan;
  /** Notes what the vendor that answered has in its cache now. */
  learn(exchange: Readonly<Exchange>, usage: Usage | undefined): void;
}

/** What a request asks of each candidate. */
interface Wish {
  request: ChatRequest;
  exchange: Readonly<Exchange>;
  options: RouteOptions;
  needs: Needs;
  sizes: PromptSizes;
  /** Computed where vendors are compared. */
  conversation: () => string;
}

/** Plans by the catalog: who has the model, who may be asked, who can do it, and who does it for the least. */
export function createPlanner({ providers, catalog, router, access, policy }: PlannerOptions): Planner {
  const affinity = createCacheAffinity();

  function plan(request: ChatRequest, exchange: Readonly<Exchange>): Route {
    const own = exchange.principal?.routing;
    const wishes = own ? Object.assign({}, policy, ...own) : policy;
    const options = readRouteOptions(request.model, exchange.request.headers, wishes);
    const wish: Wish = {
      request,
      exchange,
      options,
      needs: needsOf(request),
      sizes: exchange.promptSizes ?? promptSizesOf(request),
      conversation: memo(() => conversationOf(request, exchange.principal)),
    };
    const [main, ...fallbacks] = [request.model, ...options.fallbacks].map((name) => planFor(name, wish));
    const route = joined(main as Route, fallbacks);
    if (route.steps.length === 0) throw nobodyLeft(request.model, route);
    return route;
  }

  function learn({ candidate }: Readonly<Exchange>, usage: Usage | undefined): void {
    const { cached_tokens: read, cache_write_tokens: written } = usage?.prompt_tokens_details ?? {};
    if (usage && candidate?.promptCache) affinity.note(candidate.promptCache, (read ?? 0) + (written ?? 0));
  }

  function planFor(name: string, wish: Wish): Route {
    const named = resolveModel(name, providers, catalog());
    if (!named) throw modelNotFound(name, providers, catalog());
    const { principal, redactions } = wish.exchange;
    if (!access.allows([name, named.name], principal)) {
      throw new HubError("model_not_allowed", `This key may not use the model '${name}'.`, { param: "model" });
    }
    const refusals = named.offers.map((way) => access.refusalOf(way, principal, redactions));
    if (refusals.every((refusal) => refusal !== undefined)) throw policyDenied(name, named.offers, refusals);
    const candidates = named.offers.map((way, index) => toCandidate(way, named, wish, refusals[index]));
    // Who has asked for one vendor, or has no other, hears from that vendor itself what is wrong.
    if (candidates.length === 1) return routeTo(candidates.map(({ target }) => target));
    const route = router.plan(candidates, wish.options.strategy);
    for (const { target, reason } of route.steps) target.reason = reason;
    return route;
  }

  function toCandidate(
    way: ModelOffer,
    named: NamedModel,
    wish: Wish,
    refusal: string | undefined,
  ): RouterCandidate<Candidate> {
    const { provider, id, offer } = way;
    const key = `${provider.id} ${id}`;
    const { principal } = wish.exchange;
    const credential = principal?.credentials?.[provider.id];
    const target: Candidate = {
      provider,
      model: id,
      offer,
      reason: named.by === "routed" ? "only" : named.by,
      mode: credential ? "byok" : "managed",
      credential,
    };
    const candidate: RouterCandidate<Candidate> = {
      target,
      key,
      // Rate limits are those of an account with the vendor.
      quotaKey: credential ? `${key} ${principal?.account}/${principal?.project}` : key,
      speedKey: wish.request.stream ? `${key} stream` : key,
      preferred: credential !== undefined,
      excluded: refusal,
    };
    if (named.offers.length === 1) return candidate;

    target.promptCache = `${wish.conversation()} ${key}`;
    const { expected } = wish.sizes(provider.id, id);
    target.expectedCost = offer && expectedCostOf(wish.request, offer, expected, affinity.expect(target.promptCache));
    candidate.cost = target.expectedCost;
    candidate.excluded ??= offer && unfitness(offer, named, wish);
    candidate.weight = wish.options.weights[provider.id];
    const rank = wish.options.priority.indexOf(provider.id);
    if (rank !== -1) candidate.priority = rank;
    return candidate;
  }

  function unfitness(offer: Offer, named: NamedModel, { needs, sizes }: Wish): string | undefined {
    if (isOver(offer)) return "retired by its vendor";
    const { expected } = sizes(offer.provider, offer.id);
    // Vendors without structured output of their own are made to give it, and so come second best.
    const isRare = needs.structuredOutput && !named.offers.some((way) => way.offer?.structuredOutput);
    return shortfallOf(offer, isRare ? { ...needs, structuredOutput: false } : needs, expected);
  }

  return { plan, learn };
}

/** The fallbacks' candidates behind the model's own, but before those of whom little is hoped. */
function joined(main: Route, fallbacks: readonly Route[]): Route {
  if (fallbacks.length === 0) return main;
  for (const { steps } of fallbacks) for (const { target } of steps) target.reason = "fallback";
  const all = [main, ...fallbacks];
  const steps = all.flatMap((route) => route.steps);
  return {
    steps: [...steps.filter((step) => !isLastResort(step)), ...steps.filter(isLastResort)],
    filtered: all.flatMap(({ filtered }) => filtered),
    retryAfterMs: main.retryAfterMs,
  };
}

const isLastResort = ({ reason }: Route["steps"][number]): boolean => reason === "last resort";

function policyDenied(
  name: string,
  offers: readonly ModelOffer[],
  refusals: readonly (string | undefined)[],
): HubError {
  const why = offers.map(({ provider }, index) => `${provider.id} is ${refusals[index]}`);
  return new HubError("policy_denied", `No vendor of '${name}' may be asked: ${[...new Set(why)].join("; ")}.`, {
    param: "model",
  });
}

/** The error where no vendor of a model is left, with the reasons. */
function nobodyLeft(model: string, { filtered, retryAfterMs }: Route): HubError {
  const reasons = filtered.map(
    ({ candidate, reason, detail }) => `${candidate.target.provider.id} ${detail ?? reason}`,
  );
  const why = [...new Set(reasons)].join("; ");
  if (filtered.some(({ reason }) => reason !== "excluded")) {
    return new HubError("no_provider_available", `No vendor of '${model}' can be asked right now: ${why}.`, {
      retryAfterMs,
    });
  }
  return new HubError("unsupported_parameter", `No vendor of '${model}' can do this: ${why}.`, { param: "model" });
}

function isOver({ deprecated }: Offer): boolean {
  return typeof deprecated === "string" && Date.parse(deprecated) < Date.now();
}

function memo<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
