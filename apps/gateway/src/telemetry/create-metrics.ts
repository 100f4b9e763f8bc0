import type { BudgetAlert } from "@hub/budget";
import type { Catalog } from "@hub/catalog";
import type { Settle, Settlement } from "@hub/core";
import type { HubError } from "@hub/protocol";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MetricsSnapshot } from "../workers/gather-metrics.ts";
import { modelLabel, OTHER } from "./model-label.ts";
import { createRequestSeries, type RequestSeries } from "./request-series.ts";
import { type Cell, createTally } from "./tally.ts";

/** What metrics are made of. */
export interface MetricsOptions {
  /** The catalog as it is now: models that it does not know are counted as `other`. */
  catalog: () => Catalog;
}

/** Counts what goes on, for Prometheus. Labels are vendors, models of the catalog, codes and kinds: nothing of a caller. */
export interface Metrics {
  /** Counts the end of a chat request. */
  settle: Settle;
  /** Counts an alert about a limit that is being used up. */
  observeAlert(alert: BudgetAlert): void;
  /** Notes whether a vendor's model, by its name in the catalog, is asked, or left alone because it fails. */
  vendorHealth(vendor: string, model: string, isHealthy: boolean): void;
  streamOpened(): void;
  streamClosed(): void;
  /** The `content-type` of what {@link Metrics.render} gives. */
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  render(): Promise<string>;
  /** All metrics as plain data, to be put together with those of other processes. */
  snapshot(): Promise<MetricsSnapshot>;
}

/**
 * Pairs of vendor and model that are told apart; beyond them the model is `other`. So many take some 50 ms to render, and
 * everyone waits for that.
 */
const MAX_PAIRS = 300;
/** Types of redacted values that are told apart; policies can define their own. */
const MAX_TYPES = 256;

/** In seconds: patterns take tenths of milliseconds, very long prompts a thousand times that. */
const SCAN_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** Creates metrics in a registry of their own, with those of the process. */
export function createMetrics({ catalog }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const createSeries = createRequestSeries(registry);
  const countError = createErrorCounts(registry);
  const countRedactions = createRedactionCounts(registry);
  const attempts = createTally(registry, "hub_attempts_total", "Times that a vendor was asked.", []).cell({});
  const failovers = createTally(
    registry,
    "hub_failovers_total",
    "Times that a vendor was asked because another one, or an earlier try, had failed.",
    [],
  ).cell({});
  const scan = new Histogram({
    name: "hub_scan_seconds",
    help: "Time that inspection took of each request that came to it.",
    buckets: SCAN_BUCKETS,
    registers,
  });
  const alerts = new Counter({
    name: "hub_threshold_alerts_total",
    help: "Thresholds of limits, in percent, that were reached.",
    labelNames: ["limit", "threshold"],
    registers,
  });
  const openStreams = new Gauge({ name: "hub_open_streams", help: "Streamed answers under way.", registers });
  const vendorHealthy = new Gauge({
    name: "hub_vendor_healthy",
    help: "1 while a vendor's model is asked, 0 while it is left alone because it fails.",
    labelNames: ["vendor", "model"],
    registers,
    // Of several processes, one that leaves it alone is what is worth knowing.
    aggregator: "min",
  });

  const vendors = new Map<string, Map<string, RequestSeries>>();
  let pairs = 0;

  function seriesOf(vendor: string, model: string): RequestSeries {
    const models = vendors.get(vendor) ?? new Map<string, RequestSeries>();
    const known = models.get(model);
    if (known) return known;
    if (pairs >= MAX_PAIRS && model !== OTHER) return seriesOf(vendor, OTHER);
    pairs++;
    const series = createSeries(vendor, model);
    vendors.set(vendor, models.set(model, series));
    return series;
  }

  function settle(settlement: Settlement): void {
    const { exchange, error } = settlement;
    seriesOf(exchange.candidate?.provider.id ?? "none", modelLabel(catalog(), exchange)).add(settlement);
    if (exchange.scanMs > 0) scan.observe(exchange.scanMs / 1000);
    if (exchange.redactions) countRedactions(exchange.redactions);
    attempts.value += exchange.attempts;
    failovers.value += Math.max(0, exchange.attempts - 1);
    if (error) countError(error, exchange.attempts);
  }

  return {
    settle,
    observeAlert: ({ limit, threshold }) => alerts.inc({ limit, threshold: String(threshold) }),
    vendorHealth(vendor, model, isHealthy) {
      vendorHealthy.set({ vendor, model }, isHealthy ? 1 : 0);
    },
    streamOpened: () => openStreams.inc(),
    streamClosed: () => openStreams.dec(),
    contentType: registry.contentType,
    render: () => registry.metrics(),
    snapshot: () => registry.getMetricsAsJSON(),
  };
}

/** Counts errors by which the gateway itself stops requests. */
function createErrorCounts(registry: Registry): (error: HubError, attempts: number) => void {
  const blocks = createTally(registry, "hub_blocks_total", "Requests that a policy did not let out.", ["kind"]);
  const refusals = createTally(
    registry,
    "hub_budget_refusals_total",
    "Requests that were refused for a limit or a balance.",
    ["code"],
  );
  const loops = createTally(registry, "hub_loop_stops_total", "Requests of agents that repeated themselves.", []);
  const cells: Readonly<Record<string, Cell>> = {
    pii_policy_violation: blocks.cell({ kind: "pii" }),
    prompt_injection_detected: blocks.cell({ kind: "injection" }),
    policy_denied: blocks.cell({ kind: "policy" }),
    recursive_loop_detected: loops.cell({}),
    insufficient_balance: refusals.cell({ code: "insufficient_balance" }),
    quota_exceeded: refusals.cell({ code: "quota_exceeded" }),
    rate_limit_exceeded: refusals.cell({ code: "rate_limit_exceeded" }),
    budget_unavailable: refusals.cell({ code: "budget_unavailable" }),
  };
  return ({ code }, attempts) => {
    // A vendor that was asked has limits of its own, with the same codes.
    const cell = attempts === 0 ? cells[code] : undefined;
    if (cell) cell.value++;
  };
}

function createRedactionCounts(registry: Registry): (counts: Readonly<Record<string, number>>) => void {
  const tally = createTally(registry, "hub_redactions_total", "Values that were hidden from vendors.", ["type"]);
  const others = tally.cell({ type: OTHER });
  const cells = new Map<string, Cell>();
  function cellOf(type: string): Cell {
    const known = cells.get(type);
    if (known) return known;
    if (cells.size >= MAX_TYPES) return others;
    const cell = tally.cell({ type });
    cells.set(type, cell);
    return cell;
  }
  return (counts) => {
    for (const type in counts) cellOf(type).value += counts[type] as number;
  };
}
