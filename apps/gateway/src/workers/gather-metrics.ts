import { AggregatorRegistry } from "prom-client";

/** The metrics of one process as prom-client gives them, to be passed to another one. */
export type MetricsSnapshot = readonly { name: string; type: unknown }[];

/** Metrics of several processes as those of one. */
export interface GatheredMetrics {
  /** Takes down what a process's metrics are now. */
  note(worker: number, snapshot: MetricsSnapshot): void;
  /** A process has ended: what it has counted stays counted, and what it measured of itself is no more. */
  retire(worker: number): void;
  /** Those of all processes, and of one more, in Prometheus' text format. */
  render(own: MetricsSnapshot): Promise<string>;
}

/** What only ever grows. A sum that lost a part of it would look to Prometheus as if all of it had begun anew. */
const GROWING: ReadonlySet<unknown> = new Set(["counter", "histogram"]);

/** Gathers metrics: counters and histograms are added up, gauges as each of them says (`aggregator` of prom-client). */
export function gatherMetrics(): GatheredMetrics {
  const latest = new Map<number, MetricsSnapshot>();
  let ended: Promise<MetricsSnapshot> = Promise.resolve([]);

  return {
    note: (worker, snapshot) => void latest.set(worker, snapshot),
    retire(worker) {
      const last = latest.get(worker)?.filter(({ type }) => GROWING.has(type)) ?? [];
      latest.delete(worker);
      ended = ended.then((before) => sum([before, last]).getMetricsAsJSON());
    },
    render: async (own) => sum([await ended, ...latest.values(), own]).metrics(),
  };
}

function sum(snapshots: readonly MetricsSnapshot[]) {
  return AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));
}
