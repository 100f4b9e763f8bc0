import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { gatherMetrics, type MetricsSnapshot } from "./gather-metrics.ts";

/** What a process with these figures passes on. */
async function snapshotOf(requests: number, streams: number, healthy: number): Promise<MetricsSnapshot> {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: "requests", help: "-", labelNames: ["vendor"], registers }).inc({ vendor: "groq" }, requests);
  new Gauge({ name: "streams", help: "-", registers }).set(streams);
  new Gauge({ name: "healthy", help: "-", registers, aggregator: "min" }).set(healthy);
  const seconds = new Histogram({ name: "seconds", help: "-", buckets: [1, 5], registers });
  for (let count = 0; count < requests; count++) seconds.observe(2);
  return JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()));
}

describe("metrics of several processes", () => {
  it("are added up, or what each of them says", async () => {
    const metrics = gatherMetrics();
    metrics.note(1, await snapshotOf(3, 1, 1));
    metrics.note(2, await snapshotOf(9, 9, 1));
    metrics.note(2, await snapshotOf(4, 2, 0));
    const text = await metrics.render(await snapshotOf(0, 0, 1));
    for (const line of [
      'requests{vendor="groq"} 7',
      "streams 3",
      "healthy 0",
      'seconds_bucket{le="1"} 0',
      'seconds_bucket{le="5"} 7',
      'seconds_bucket{le="+Inf"} 7',
      "seconds_sum 14",
      "seconds_count 7",
    ])
      expect(text.split("\n")).toContain(line);
    expect(text.match(/# TYPE requests counter/g)).toHaveLength(1);
  });

  it("hold what ended processes have counted, and not what they were", async () => {
    const metrics = gatherMetrics();
    for (const worker of [1, 2, 3]) metrics.note(worker, await snapshotOf(worker, 1, 1));
    metrics.retire(1);
    metrics.retire(2);
    metrics.retire(7);
    for (const _ of [1, 2]) {
      const lines = (await metrics.render([])).split("\n");
      expect(lines).toContain('requests{vendor="groq"} 6');
      expect(lines).toContain("seconds_count 6");
      expect(lines).toContain("streams 1");
    }
  });
});
