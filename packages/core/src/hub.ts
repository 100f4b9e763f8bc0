import { type Catalog, createCatalog } from "@hub/catalog";
import { HubError, toHubError } from "@hub/protocol";
import type { Provider } from "@hub/provider";
import { createRouter, type HealthStore } from "@hub/router";
import { createChatCompletions } from "./chat-completions.ts";
import { beginExchange, type Exchange } from "./exchange.ts";
import { createExplainRoute } from "./explain-route.ts";
import type { HubRequest, HubResponse } from "./http.ts";
import { createModels } from "./models.ts";
import { errorHeaders, hubHeaders } from "./response-headers.ts";
import { createAccess } from "./routing/access.ts";
import { classifyFailure } from "./routing/classify-failure.ts";
import { createPlanner } from "./routing/create-planner.ts";
import type { RoutingPolicy, VendorTraits } from "./routing/routing-policy.ts";
import { type Authenticate, anyone } from "./stages/authenticate.ts";
import type { Guard } from "./stages/guard.ts";
import { type Inspect, passThrough } from "./stages/inspect.ts";
import type { Plan } from "./stages/plan.ts";
import { alwaysAnew, type Replay } from "./stages/replay.ts";
import { type Reserve, unlimited } from "./stages/reserve.ts";
import type { Settle, Settlement } from "./stages/settle.ts";

/** What a hub is made of. Only the providers have no default. */
export interface HubOptions {
  providers: readonly Provider[];
  /** Who may ask. Default: everyone who reaches the hub; an application in front of it decides that. */
  authenticate?: Authenticate | undefined;
  /** Gives a repeated request the first one's answer. Default: every request is answered anew. */
  replay?: Replay | undefined;
  /** Stops callers who harm themselves. Default: none. */
  guard?: Guard | undefined;
  /** What may leave. Default: everything. */
  inspect?: Inspect | undefined;
  /** The models and prices to route by, or what gives them as they are now. Default: the catalog's own. */
  catalog?: Catalog | (() => Catalog) | undefined;
  /** How requests are routed, and where none may go. Default: the cheapest vendor, and all may be asked. */
  routing?: RoutingPolicy | undefined;
  /** What is known of vendors from the contracts with them, by vendor's id. */
  vendors?: Readonly<Record<string, VendorTraits>> | undefined;
  /** Where hubs share what they see of vendors' health. Default: each knows its own. */
  healthStore?: HealthStore | undefined;
  /** Where a request goes. Default: where its model's name, the catalog and the routing policy say. */
  plan?: Plan | undefined;
  /** What a request may spend. Default: no limit. */
  reserve?: Reserve | undefined;
  /** Most vendors to ask for one request. Default 3. */
  maxAttempts?: number | undefined;
  /** Time for all of them together, up to the first content, in milliseconds. Default 600,000. */
  deadlineMs?: number | undefined;
  /** Told once about the end of every chat request. */
  settle?: Settle | undefined;
  /** Largest request body, in bytes. Default 13,107,200: 12 MiB of images or text and room for the JSON around them. */
  maxBodyBytes?: number | undefined;
  /** Longest silence of a stream before the caller gets a comment, in milliseconds. Default 15,000. */
  heartbeatMs?: number | undefined;
  /** Refuse request fields that a vendor cannot express, instead of dropping and naming them. Default false. */
  strictParams?: boolean | undefined;
  /** Told about oddities that did not stop an answer. Holds no content. */
  onWarning?: ((warning: string, correlationId: string) => void) | undefined;
  /** Told about failures of the hub itself, which the caller sees as a bare 500. */
  onInternalError?: ((error: unknown, correlationId: string) => void) | undefined;
}

/** A gateway without a server around it. */
export interface Hub {
  /** Answers a request; errors are answers, too, so this never throws. */
  handle(request: HubRequest): Promise<HubResponse>;
  /** Whether a path is one that the hub answers. */
  serves(path: string): boolean;
  /** Refuses new requests with a 503 from now on; resolves when the last answer has ended. */
  drain(): Promise<void>;
  readonly draining: boolean;
  /** Closes the connections to vendors. Answers still under way fail. */
  close(): Promise<void>;
}

/** What a path answers to. */
interface Route {
  method: "GET" | "POST";
  answer(exchange: Exchange): Promise<HubResponse>;
}

const CHAT_COMPLETIONS = "/v1/chat/completions";
const MODELS = "/v1/models";
const ROUTE = "/v1/route";

/** Creates a hub. */
export function createHub(options: HubOptions): Hub {
  const { providers, authenticate = anyone, routing = {}, maxBodyBytes = 12.5 * 1024 * 1024 } = options;
  assertProviders(providers);
  const catalog = catalogOf(options.catalog);
  const router = createRouter({ classify: classifyFailure, store: options.healthStore });
  const access = createAccess(routing, options.vendors ?? {});
  const planner = createPlanner({ providers, catalog, router, access, policy: routing });
  const plan = options.plan ?? planner.plan;
  const chatCompletions = createChatCompletions({
    admit,
    authenticate,
    replay: options.replay ?? alwaysAnew,
    guard: options.guard,
    inspect: options.inspect ?? passThrough,
    plan,
    reserve: options.reserve ?? unlimited,
    settle,
    attempts: { router, maxAttempts: options.maxAttempts ?? 3, deadlineMs: options.deadlineMs ?? 600_000 },
    reportInternalError,
    maxBodyBytes,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    strictParams: options.strictParams ?? false,
    onWarning: (warning, correlationId) => guard(correlationId, () => options.onWarning?.(warning, correlationId)),
  });
  const admitted: Authenticate = (token) => {
    admit();
    return authenticate(token);
  };
  const models = createModels({ providers, catalog, access, authenticate: admitted });
  const explainRoute = createExplainRoute({ authenticate: admitted, plan, maxBodyBytes });
  // A count, not a set: the tables that a set outgrows would keep finished requests alive until the next full GC.
  let open = 0;
  let drained: PromiseWithResolvers<void> | undefined;

  async function handle(request: HubRequest): Promise<HubResponse> {
    const exchange = beginExchange(request);
    open++;
    const close = once(() => {
      open--;
      if (open === 0) drained?.resolve();
    });
    try {
      const response = await answer(exchange);
      if (typeof response.body === "string") close();
      else response.body = closing(response.body, close);
      return response;
    } catch (error) {
      close();
      return toErrorResponse(error, exchange);
    }
  }

  function admit(): void {
    if (drained) {
      throw new HubError("shutting_down", "The gateway is shutting down. Try again.", { retryAfterMs: 1_000 });
    }
  }

  function settle(settlement: Settlement): void {
    const { exchange, usage } = settlement;
    planner.learn(exchange, usage);
    guard(exchange.correlationId, () => options.settle?.(settlement));
  }

  /** What goes wrong in a hook is told to the operator; it must not cost the caller an answer. */
  function guard(correlationId: string, hook: () => void): void {
    try {
      hook();
    } catch (error) {
      reportInternalError(error, correlationId);
    }
  }

  function reportInternalError(error: unknown, correlationId: string): void {
    try {
      options.onInternalError?.(error, correlationId);
    } catch {
      // A report that fails has nobody left to be told to.
    }
  }

  const chatRoute: Route = { method: "POST", answer: chatCompletions };
  const modelsRoute: Route = { method: "GET", answer: models.list };
  const explainingRoute: Route = { method: "POST", answer: explainRoute };

  function routeOf(path: string): Route | undefined {
    if (path === CHAT_COMPLETIONS || path === `${CHAT_COMPLETIONS}/`) return chatRoute;
    if (path === ROUTE || path === `${ROUTE}/`) return explainingRoute;
    if (path === MODELS || path === `${MODELS}/`) return modelsRoute;
    if (!path.startsWith(`${MODELS}/`)) return undefined;
    const name = decodeName(path.slice(MODELS.length + 1));
    return { method: "GET", answer: (exchange) => models.retrieve(exchange, name) };
  }

  function answer(exchange: Exchange): Promise<HubResponse> {
    const { method, path } = exchange.request;
    const route = routeOf(path);
    if (!route) {
      throw new HubError(
        "unknown_url",
        `Unknown request URL: ${method} ${path}. See ${CHAT_COMPLETIONS}, ${MODELS} and ${ROUTE}.`,
      );
    }
    if (method !== route.method) {
      throw new HubError("method_not_allowed", `${path} takes ${route.method}, not ${method}.`);
    }
    return route.answer(exchange);
  }

  function toErrorResponse(error: unknown, exchange: Exchange): HubResponse {
    const failure = toHubError(error);
    if (failure.code === "internal_error") reportInternalError(failure.cause ?? failure, exchange.correlationId);
    const allow = failure.status === 405 && routeOf(exchange.request.path)?.method;
    return {
      status: failure.status,
      headers: { ...hubHeaders(exchange), ...errorHeaders(failure), ...(allow && { allow }) },
      body: JSON.stringify(failure.toEnvelope()),
    };
  }

  return {
    handle,
    serves: (path) => routeOf(path) !== undefined,
    drain() {
      drained ??= Promise.withResolvers();
      if (open === 0) drained.resolve();
      return drained.promise;
    },
    get draining() {
      return drained !== undefined;
    },
    async close() {
      await Promise.all(providers.map((provider) => provider.close()));
    },
  };
}

function catalogOf(given: HubOptions["catalog"]): () => Catalog {
  if (typeof given === "function") return given;
  const catalog = given ?? createCatalog();
  return () => catalog;
}

function assertProviders(providers: readonly Provider[]): void {
  const ids = new Set<string>();
  for (const { id } of providers) {
    if (ids.has(id)) throw new TypeError(`Two providers are called '${id}'. Give one of them another id.`);
    ids.add(id);
  }
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

/** Calls back when a stream has been read to its end, has failed, or was left. */
function closing(body: AsyncIterable<string>, close: () => void): AsyncIterable<string> {
  const iterator = body[Symbol.asyncIterator]();
  const noteEnd = (result: IteratorResult<string>) => {
    if (result.done) close();
    return result;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => iterator.next().then(noteEnd),
      async return() {
        close();
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}
