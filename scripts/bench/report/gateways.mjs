import { figure, signed, table, times } from "./markdown.mjs";

const BARE = "bare proxy";

/** Gateways side by side. */
export function gatewaysReport({ connections, closed, streamed, open, slow, absent }) {
  return [
    "## Side by side",
    "",
    `${connections} callers, each of which asks again when it has its answer, and a vendor that answers at once: this is as ` +
      "fast as one core goes.",
    "",
    ...Object.entries(closed).flatMap(([scenario, rows]) => [`### ${scenario}`, "", closedTable(rows), ""]),
    "### Streams of 200 chunks",
    "",
    streamTable(streamed),
    "",
    `### A vendor that takes ${slow.delayMs} ms`,
    "",
    `${slow.connections} callers, 1 KB never seen.`,
    "",
    slowTable(slow),
    "",
    "### Latency at half load",
    "",
    "Requests of 1 KB, never seen, that come at random times (an open loop) at half the rate that the gateway reached above, " +
      "and the bare proxy at the same rate. What is added is the difference of the two.",
    "",
    halfLoadTable(open),
    "",
    ...voids({
      ...closed,
      "streams of 200 chunks": streamed,
      [`a vendor that takes ${slow.delayMs} ms`]: slow.targets,
    }),
    ...Object.entries(absent).map(([name, reason]) => `${name} is absent: it could not be started here (${reason}).`),
  ].join("\n");
}

function closedTable(rows) {
  const bare = rows[BARE];
  return table(
    ["", "requests/s", "CPU µs a request", "of the bare proxy's", "p50 ms", "p99 ms", "peak RSS MB"],
    Object.entries(rows).map(([name, row]) => [
      name,
      row.void ? "void" : figure(row.requestsPerSecond),
      figure(row.cpuMicroseconds),
      times(row.cpuMicroseconds, bare?.cpuMicroseconds),
      figure(row.latencyMs?.p50),
      figure(row.latencyMs?.p99),
      figure(row.rssMegabytes),
    ]),
  );
}

function streamTable(rows) {
  const bare = rows[BARE];
  return table(
    ["", "streams/s", "CPU µs a stream", "of the bare proxy's", "peak RSS MB"],
    Object.entries(rows).map(([name, row]) => [
      name,
      row.void ? "void" : figure(row.requestsPerSecond),
      figure(row.cpuMicroseconds),
      times(row.cpuMicroseconds, bare?.cpuMicroseconds),
      figure(row.rssMegabytes),
    ]),
  );
}

function slowTable({ delayMs, targets }) {
  return table(
    ["", "requests/s", `p50 ms above ${delayMs}`, `p99 ms above ${delayMs}`, "CPU µs a request", "peak RSS MB"],
    Object.entries(targets).map(([name, row]) => [
      name,
      row.void ? "void" : figure(row.requestsPerSecond),
      row.void ? "" : signed(row.latencyMs.p50 - delayMs),
      row.void ? "" : signed(row.latencyMs.p99 - delayMs),
      figure(row.cpuMicroseconds),
      figure(row.rssMegabytes),
    ]),
  );
}

function halfLoadTable(open) {
  return table(
    ["", "requests/s", "p50 ms", "added", "p99 ms", "added", "p99.9 ms"],
    Object.entries(open).map(([name, { rate, bare, gateway }]) =>
      bare.void || gateway.void
        ? [name, "void", "", "", "", "", ""]
        : [
            name,
            figure(rate),
            figure(gateway.latencyMs.p50),
            signed(gateway.latencyMs.p50 - bare.latencyMs.p50),
            figure(gateway.latencyMs.p99),
            signed(gateway.latencyMs.p99 - bare.latencyMs.p99),
            figure(gateway.latencyMs.p999),
          ],
    ),
  );
}

/** Why there is nothing to show. */
function voids(scenarios) {
  const reasons = Object.entries(scenarios).flatMap(([scenario, rows]) =>
    Object.entries(rows)
      .filter(([, row]) => row.void)
      .map(([name, row]) => `- ${name}, ${scenario}: ${row.void.replaceAll(/\s+/g, " ")}`),
  );
  return reasons.length === 0 ? [] : ["Void, because requests failed:", "", ...reasons, ""];
}
