import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHub } from "@hub/core";
import { toNodeHandler } from "@hub/core/node";
import { pino } from "pino";
import { followCatalog } from "./catalog.ts";
import { answerClientErrors } from "./client-error.ts";
import type { Config, Environment } from "./config.ts";
import { type HubKeys, openHubKeys } from "./hub-keys.ts";
import { giveInitialCredit } from "./initial-credit.ts";
import { createLimitAlerts } from "./limit-alerts.ts";
import { openBudget } from "./open-budget.ts";
import { type Wiring, wireProviders } from "./providers.ts";
import { createInspect, openRedactionSecret, readPolicy } from "./redaction.ts";
import { createRequestLog, describeInternalError } from "./request-log.ts";
import { shareByRedis } from "./shared-state.ts";
import { createSpendingStages } from "./spending.ts";
import { warmTokenizers } from "./warm-tokenizers.ts";

/** Longer than the 60 seconds after which common load balancers drop an idle connection, so that they go first. */
const KEEP_ALIVE_MS = 75_000;

/** Time beyond its timeout that a slow body has until its connection is cut, so that its sender gets to read why. */
const SLOW_BODY_GRACE_MS = 30_000;

/** How long a log line may wait to be written, in milliseconds. */
const LOG_FLUSH_MS = 500;

/** What there is to spend on simulated vendors, in nano-USD: ten dollars. */
const SANDBOX_CREDIT = 10_000_000_000;

/** A gateway, from configuration to socket. */
export interface Gateway {
  readonly wiring: Wiring;
  readonly keys: HubKeys;
  /** Starts to listen; resolves to the address, as `http://host:port`. */
  listen(): Promise<string>;
  /** Refuses new requests, lets answers under way finish within the drain timeout, and closes everything. */
  stop(): Promise<void>;
  /** Cuts every answer under way and closes everything. */
  kill(): Promise<void>;
}

/**
 * Puts a gateway together.
 *
 * @throws ConfigError when no gateway can be made of the configuration
 */
export async function createGateway(config: Config, environment: Environment): Promise<Gateway> {
  const destination = pino.destination({ sync: false, minLength: 4_096 });
  const log = pino({ level: config.logLevel, base: null }, destination);
  const requestLog = createRequestLog(log, destination);
  const flushTimer = setInterval(() => {
    requestLog.flush();
    log.flush();
  }, LOG_FLUSH_MS).unref();
  const onWarning = (warning: string, correlationId?: string) => log.warn({ correlationId }, warning);
  const onError = (error: unknown) => log.error(describeInternalError(error), "a store cannot answer");
  const keys = openHubKeys(config.dataDir, config.bootstrapKey);
  const policy = readPolicy(config.dlp);
  const wiring = await wireProviders(config, environment);
  const secret = openRedactionSecret(config.dataDir, environment.HUB_MASTER_KEY);
  const catalog = await followCatalog(config, log);
  const shared = config.redisUrl ? await shareByRedis(config.redisUrl) : undefined;
  const { budget, close: closeBudget } = await openBudget(config, onError);
  // What simulated vendors cost is play money, and stays apart from the real.
  const wallet = wiring.sandbox ? "sandbox" : "account:default";
  const credit = config.initialCreditUsd ?? (wiring.sandbox ? SANDBOX_CREDIT : "unlimited");
  const { unlimited } = await giveInitialCredit(budget, wallet, credit);
  if (!unlimited || config.spending.limits?.length) await warmTokenizers();
  const alerts = createLimitAlerts(config.spending.alerts, secret, shared, log);
  const spending = createSpendingStages({
    config: config.spending,
    budget,
    wallet,
    secret,
    shared,
    onWarning,
    onStandings: alerts.observe,
    onError,
  });
  const hub = createHub({
    providers: wiring.providers,
    authenticate: async (token) => ({ ...(await keys.authenticate(token)), spending: spending.policy }),
    replay: spending.replay,
    guard: spending.guard,
    inspect: createInspect(policy, secret),
    catalog: () => catalog.catalog,
    routing: config.routing,
    vendors: config.vendors,
    healthStore: shared?.health,
    reserve: spending.accounts.reserve,
    strictParams: config.strictParams,
    maxBodyBytes: config.maxBodyBytes,
    heartbeatMs: config.heartbeatMs,
    settle: requestLog.settle,
    onWarning,
    onInternalError: (error, correlationId) =>
      log.error({ correlationId, ...describeInternalError(error) }, "internal error"),
  });
  const answer = toNodeHandler(hub, { bodyTimeoutMs: config.bodyTimeoutMs });

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?", 1)[0];
    if (path === "/healthz") sendStatus(response, 200, "ok");
    else if (path !== "/readyz") answer(request, response);
    else if (hub.draining) sendStatus(response, 503, "draining");
    else sendStatus(response, 200, "ready");
  }

  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: config.headersTimeoutMs,
      // Not what ends a slow body, but Node.js wants it no shorter than the time for headers.
      requestTimeout: config.headersTimeoutMs + config.bodyTimeoutMs + SLOW_BODY_GRACE_MS,
      connectionsCheckingInterval: Math.min(5_000, config.headersTimeoutMs),
    },
    onRequest,
  );
  answerClientErrors(server);

  async function listen(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
    await promise;
    const { port } = server.address() as AddressInfo;
    return `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  }

  async function kill(): Promise<void> {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    await hub.close();
    await wiring.sandbox?.close();
    await spending.accounts.close();
    await alerts.close();
    await closeBudget();
    await shared?.close();
    catalog.close();
    clearInterval(flushTimer);
    requestLog.flush();
    await new Promise<void>((resolve) => log.flush(() => resolve()));
  }

  async function stop(): Promise<void> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>();
    const timer = setTimeout(giveUp, config.drainTimeoutMs);
    await Promise.race([hub.drain(), late]);
    clearTimeout(timer);
    // The last bytes have been handed to their sockets; closing idle ones leaves those time to go out.
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    await kill();
  }

  return { wiring, keys, listen, stop, kill };
}

function sendStatus(response: ServerResponse, status: number, word: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ status: word }));
}
