import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Budget, BudgetError } from "@hub/budget";
import { createHub, type Hub, type Settlement, type VendorTraits } from "@hub/core";
import type { Keyring } from "@hub/keyring";
import type { Logger } from "pino";
import type { VendorHealth } from "./admin/ports.ts";
import { type AuditTrail, openAuditTrail, toAuditRecord } from "./audit-trail.ts";
import { followCatalog } from "./catalog.ts";
import { type Config, ConfigError, type Environment } from "./config.ts";
import { createCheckpointer } from "./create-checkpointer.ts";
import { createEventSender } from "./events/create-event-sender.ts";
import { createEvents } from "./events/create-events.ts";
import { createFingerprints } from "./fingerprints.ts";
import { countHubKeys, type HubKeys } from "./hub-keys.ts";
import { giveInitialCredit } from "./initial-credit.ts";
import { createLimitAlerts } from "./limit-alerts.ts";
import { openBudget } from "./open-budget.ts";
import { openKeyring } from "./open-keyring.ts";
import { createPrincipals, type Principals } from "./principals.ts";
import { type Wiring, wireProviders } from "./providers.ts";
import { createInspect, openRedactionSecret, readPolicy } from "./redaction.ts";
import { describeInternalError, type RequestLog } from "./request-log.ts";
import { shareByRedis } from "./shared-state.ts";
import { createSpendingStages } from "./spending.ts";
import { countStreams } from "./telemetry/count-streams.ts";
import { createMetrics, type Metrics } from "./telemetry/create-metrics.ts";
import { isKnownModel } from "./telemetry/model-label.ts";
import { openTracing } from "./telemetry/open-tracing.ts";
import { watchHealth } from "./telemetry/watch-health.ts";
import { warmTokenizers } from "./warm-tokenizers.ts";
import type { Siblings } from "./workers/siblings.ts";

/** What there is to spend on simulated vendors, in nano-USD: ten dollars. */
const SANDBOX_CREDIT = 10_000_000_000;

/** A hub with all that it is made of. */
export interface WiredHub {
  hub: Hub;
  wiring: Wiring;
  keys: HubKeys;
  keyring: Keyring;
  principals: Principals;
  budget: Budget;
  walletOf(project: string | undefined): string;
  trail: AuditTrail;
  catalog: Awaited<ReturnType<typeof followCatalog>>;
  metrics: Metrics;
  /** The models of a vendor that are left alone now because they fail. */
  openCircuits(vendor: string): VendorHealth["circuits"];
  /** Takes over what can change while the hub runs. */
  reconfigure(config: Config): void;
  /** Closes all of it, the hub's connections first. */
  close(): Promise<void>;
}

/**
 * Puts a hub together: keys, money, records, vendors, and what tells of them.
 *
 * @throws ConfigError when no hub can be made of the configuration
 */
export async function wireHub(
  config: Config,
  environment: Environment,
  log: Logger,
  requestLog: Pick<RequestLog, "settle">,
  siblings?: Siblings,
): Promise<WiredHub> {
  const opened: Closing[] = [];
  try {
    return await wire(config, environment, log, requestLog, siblings, opened);
  } catch (error) {
    // What was opened before something else failed would go on by itself.
    await closeAll(opened).catch(() => {});
    throw error;
  }
}

type Closing = () => unknown;

/** What was opened last is closed first: it may need the others. */
async function closeAll(opened: readonly Closing[]): Promise<void> {
  for (const close of opened.toReversed()) await close();
}

async function wire(
  config: Config,
  environment: Environment,
  log: Logger,
  requestLog: Pick<RequestLog, "settle">,
  siblings: Siblings | undefined,
  opened: Closing[],
): Promise<WiredHub> {
  const onWarning = (warning: string, correlationId?: string) => log.warn({ correlationId }, warning);
  const onError = (error: unknown) => log.error(describeInternalError(error), "a store cannot answer");
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const catalog = await followCatalog(config, log);
  opened.push(catalog.close);
  const { keyring, close: closeKeyring } = await openKeyring(config, environment, onError, siblings?.refreshKeys);
  opened.push(closeKeyring);
  const keys = await countHubKeys(keyring, config.bootstrapKey !== undefined);
  const trail = await openAuditTrail(config, environment, onError);
  opened.push(trail.close);
  const wiring = await wireProviders(config, environment);
  opened.push(() => wiring.sandbox?.close());
  const secret = openRedactionSecret(config.dataDir, environment.HUB_MASTER_KEY);
  const shared = config.redisUrl ? await shareByRedis(config.redisUrl) : siblings?.shared;
  opened.push(() => shared?.close());
  const metrics = createMetrics({ catalog: () => catalog.catalog });
  const tracing = await openTracing(environment, () => catalog.catalog);
  opened.push(() => tracing?.close());
  const sender = orConfigError(() => createEventSender(config.events.webhooks, log));
  opened.push(sender.close);
  const events = createEvents({ send: sender.send });
  opened.push(events.close);

  const { budget, close: closeBudget } = await openBudget(config, onError);
  opened.push(closeBudget);
  if (!config.databaseUrl) {
    const files = ["hub.sqlite", "audit.sqlite"].map((name) => join(config.dataDir, name));
    opened.push(createCheckpointer(files, onError).close);
  }
  // What simulated vendors cost is play money, and stays apart from the real.
  const wallet = wiring.sandbox ? "sandbox" : "account:default";
  const walletOf = (project: string | undefined) => (project === undefined ? wallet : `${wallet}/${project}`);
  const credit = config.initialCreditUsd ?? (wiring.sandbox ? SANDBOX_CREDIT : "unlimited");
  const { unlimited } = await giveInitialCredit(budget, wallet, credit);
  if (!unlimited || config.spending.limits?.length) await warmTokenizers();
  const alerts = orConfigError(() =>
    createLimitAlerts(config.spending.alerts, secret, shared, log, (alert) => {
      metrics.observeAlert(alert);
      events.observeAlert(alert);
    }),
  );
  opened.push(alerts.close);
  const spending = createSpendingStages({
    config: config.spending,
    budget,
    secret,
    shared,
    onWarning,
    onStandings: alerts.observe,
    onError,
  });
  opened.push(spending.accounts.close);

  const fingerprints = createFingerprints(secret);
  const principals = createPrincipals({ keyring, walletOf, standard: standardOf(config) });

  /** By vendor. */
  const failing = new Map<string, Set<string>>();

  function settle(settlement: Settlement): void {
    const { ref } = principals.policyOf(settlement.exchange.principal);
    const isNamed = settlement.outcome === "answered" || isKnownModel(catalog.catalog, settlement.exchange);
    metrics.settle(settlement);
    events.settle(settlement);
    tracing?.settle(settlement);
    requestLog.settle(settlement);
    // Last, for it throws where the disk is full: the others are told all the same.
    trail.audit.append(toAuditRecord(settlement, ref, isNamed, fingerprints.of(settlement.exchange)));
  }

  const hub = createHub({
    providers: wiring.providers,
    authenticate: principals.authenticate,
    replay: spending.replay,
    guard: spending.guard,
    inspect: fingerprints.around(createInspect(principals.policyOf, secret)),
    catalog: () => catalog.catalog,
    vendors: traitsOf(config, wiring),
    healthStore: watchHealth(
      shared?.health,
      () => catalog.catalog,
      (vendor, model, isHealthy) => {
        metrics.vendorHealth(vendor, model, isHealthy);
        const models = failing.get(vendor) ?? new Set();
        failing.set(vendor, models);
        if (isHealthy) models.delete(model);
        else models.add(model);
        if (!isHealthy) events.vendorUnhealthy(vendor, model);
      },
    ),
    reserve: spending.accounts.reserve,
    strictParams: config.strictParams,
    maxBodyBytes: config.maxBodyBytes,
    heartbeatMs: config.heartbeatMs,
    settle,
    onWarning,
    onInternalError: (error, correlationId) =>
      log.error({ correlationId, ...describeInternalError(error) }, "internal error"),
  });

  opened.push(hub.close);

  return {
    hub: countStreams(hub, metrics),
    wiring,
    keys,
    keyring,
    principals,
    budget,
    walletOf,
    trail,
    catalog,
    metrics,
    openCircuits: (vendor) => [...(failing.get(vendor) ?? [])].map((model) => ({ model, state: "open", errorRate: 1 })),
    reconfigure(changed) {
      principals.reconfigure(standardOf(changed));
      log.level = changed.logLevel;
    },
    close: () => closeAll(opened),
  };
}

/** What is known of vendors: from contracts with them, and from how they are connected. */
function traitsOf({ vendors }: Config, { byokOnly }: Wiring): Record<string, VendorTraits> {
  const traits: Record<string, VendorTraits> = { ...vendors };
  for (const id of byokOnly) traits[id] = { ...traits[id], isByokOnly: true };
  return traits;
}

/** What is wrong with an endpoint's address or secret is wrong with the configuration. */
function orConfigError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (BudgetError.isInstance(error))
      throw new ConfigError(`A webhook cannot be used: ${error.message}`, { cause: error });
    throw error;
  }
}

/** What holds for everyone, and where a project or key says nothing else. */
function standardOf({ dlp, routing, spending }: Config) {
  const { limits, markup, defaultMaxTokens, onInsufficient } = spending;
  return {
    policy: { policy: readPolicy(dlp), ref: policyName(dlp) },
    routing,
    spending: { limits, markup, defaultMaxTokens, onInsufficient },
  };
}

/** A preset's own name; of a policy that is written out, one that is another's when a word of it changes. */
function policyName(dlp: Config["dlp"]): string {
  if (typeof dlp === "string") return dlp.trim().toLowerCase();
  return `configured:${hash("sha256", JSON.stringify(dlp)).slice(0, 12)}`;
}
