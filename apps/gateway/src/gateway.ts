import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, Server as NetServer } from "node:net";
import { bearerToken } from "@hub/core";
import { toNodeHandler } from "@hub/core/node";
import type { Keyring } from "@hub/keyring";
import { pino } from "pino";
import { createAdmin } from "./admin/create-admin.ts";
import { createGenerations } from "./admin/generations.ts";
import { createCredentialCheck } from "./admin/try-credential.ts";
import { answerClientErrors } from "./client-error.ts";
import { type Config, ConfigError, type Environment } from "./config.ts";
import { assertSafeToListen } from "./hardening/assert-safe-to-listen.ts";
import { createAuthThrottle } from "./hardening/create-auth-throttle.ts";
import { limitAuthFailures } from "./hardening/limit-auth-failures.ts";
import { watchConfig } from "./hardening/watch-config.ts";
import type { HubKeys } from "./hub-keys.ts";
import { DEFAULT_ACCOUNT } from "./open-keyring.ts";
import type { Wiring } from "./providers.ts";
import { createRequestLog, describeInternalError } from "./request-log.ts";
import { answerMetrics } from "./telemetry/answer-metrics.ts";
import type { Metrics } from "./telemetry/create-metrics.ts";
import { mayReadMetrics } from "./telemetry/may-read-metrics.ts";
import { isKnownModel } from "./telemetry/model-label.ts";
import { type WiredHub, wireHub } from "./wire-hub.ts";
import type { Siblings } from "./workers/siblings.ts";
import { PIPE_BYTES, writeWholeLines } from "./workers/write-whole-lines.ts";

/** Longer than the 60 seconds after which common load balancers drop an idle connection, so that they go first. */
const KEEP_ALIVE_MS = 75_000;

/** Time beyond its timeout that a slow body has until its connection is cut, so that its sender gets to read why. */
const SLOW_BODY_GRACE_MS = 30_000;

/** How long a gateway that has retired lets its last answers go on, in milliseconds: an hour. */
const RETIRE_MS = 3_600_000;

/** How long a log line may wait to be written, in milliseconds. */
const LOG_FLUSH_MS = 500;

/** A gateway, from configuration to socket. */
export interface Gateway {
  readonly wiring: Wiring;
  readonly keys: HubKeys;
  readonly keyring: Pick<Keyring, "refresh">;
  readonly metrics: Pick<Metrics, "snapshot">;
  /**
   * Starts to listen; resolves to the address, as `http://host:port`.
   *
   * @throws ConfigError where others could reach what is not ready for them
   */
  listen(): Promise<string>;
  /** Reads the configuration anew. */
  reload(): void;
  /**
   * Leaves new connections to others that listen to the same port. Requests on those that there are get their answers,
   * each of them the last one of its connection; resolves when the last connection has ended and everything is closed.
   */
  retire(): Promise<void>;
  /** Refuses new requests, lets answers under way finish within the drain timeout, and closes everything. */
  stop(): Promise<void>;
  /** Cuts every answer under way and closes everything. */
  kill(): Promise<void>;
}

/**
 * Puts a gateway together.
 *
 * @param siblings the other processes that serve the port, where there are any
 * @throws ConfigError when no gateway can be made of the configuration
 */
export async function createGateway(config: Config, environment: Environment, siblings?: Siblings): Promise<Gateway> {
  const destination = pino.destination(
    siblings ? { sync: false, minLength: PIPE_BYTES / 2, maxWrite: PIPE_BYTES } : { sync: false, minLength: 4_096 },
  );
  const log = pino({ level: config.logLevel, base: null }, destination);
  const requestLog = createRequestLog(
    log,
    siblings ? { write: (lines) => writeWholeLines(destination, lines) } : destination,
    (exchange) => isKnownModel(wired.catalog.catalog, exchange),
  );
  const flushTimer = setInterval(() => {
    requestLog.flush();
    log.flush();
  }, LOG_FLUSH_MS).unref();
  const wired: WiredHub = await wireHub(config, environment, log, requestLog, siblings);
  const { hub, wiring, keys, keyring, principals, trail, metrics } = wired;
  const watch = watchConfig(environment, config, {
    onChange({ config: changed, applied, needsRestart }) {
      wired.reconfigure(changed);
      log.info({ applied, needsRestart }, "the configuration has been read anew");
    },
    onError(error) {
      const reason = error instanceof ConfigError ? error.message : "it cannot be read";
      log.error({ reason }, "the configuration cannot be used; the last good one stays");
    },
  });

  const shared = {
    bodyTimeoutMs: config.bodyTimeoutMs,
    onInternalError: (error: unknown, correlationId: string) =>
      log.error({ correlationId, ...describeInternalError(error) }, "internal error"),
  };
  const answerHub = toNodeHandler(hub, { bodyTimeoutMs: config.bodyTimeoutMs });
  const generations = createGenerations({ authenticate: principals.authenticate, audit: trail.audit, ...shared });
  const admin = createAdmin({
    account: DEFAULT_ACCOUNT,
    adminKey: config.adminKey,
    keyring,
    audit: trail.audit,
    auditPublicKey: trail.publicKey,
    budget: wired.budget,
    walletOf: wired.walletOf,
    catalog: () => wired.catalog.catalog,
    vendors: () => wiring.providers.map(({ id, name }) => ({ id, name, circuits: wired.openCircuits(id) })),
    validateCredential: createCredentialCheck(wiring.providers),
    ...shared,
  });

  const shownMetrics = siblings ? { contentType: metrics.contentType, render: siblings.renderMetrics } : metrics;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?", 1)[0] ?? "";
    if (admin.serves(path)) admin.answer(request, response);
    else if (generations.serves(path)) generations.answer(request, response);
    else if (path === "/metrics") void answerMetrics(shownMetrics, config.adminKey, request, response);
    else answerHub(request, response);
  }

  const throttle = createAuthThrottle();
  const limited = limitAuthFailures(answer, { throttle, trustedProxies: config.trustedProxies }, (request) =>
    request.url?.split("?", 1)[0] === "/metrics"
      ? mayReadMetrics(request)
      : keyring.authenticate(bearerToken(request.headers)).ok,
  );

  let isRetiring = false;

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (isRetiring) response.shouldKeepAlive = false;
    const path = request.url?.split("?", 1)[0];
    if (path === "/healthz") sendStatus(response, 200, "ok");
    else if (path !== "/readyz") limited(request, response);
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
    assertSafeToListen(config, wiring, keys);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
    await promise;
    const { port } = server.address() as AddressInfo;
    return `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  }

  let killed: Promise<void> | undefined;
  const kill = () => (killed ??= closeAll());

  async function closeAll(): Promise<void> {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    watch.close();
    await wired.close();
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

  async function retire(): Promise<void> {
    isRetiring = true;
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>();
    const timer = setTimeout(giveUp, RETIRE_MS);
    // That of an HTTP server closes idle connections, on which a request may be under way already.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    await Promise.race([closed, late]);
    clearTimeout(timer);
    await kill();
  }

  return { wiring, keys, keyring, metrics, listen, reload: watch.reload, retire, stop, kill };
}

function sendStatus(response: ServerResponse, status: number, word: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ status: word }));
}
