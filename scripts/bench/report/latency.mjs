import { figure, signed, table } from "./markdown.mjs";

/** Latency by load. */
export function latencyReport(scenarios) {
  return [
    "## Latency by load",
    "",
    "Requests that come at random times, at shares of the rate that the gateway reaches, and the bare proxy at the same rate. " +
      "Latency counts from when a request was due, not from when it could be sent.",
    "",
    "![Latency by load](performance/latency.svg)",
    "",
    ...Object.entries(scenarios).flatMap(([name, scenario]) => [`### ${name}`, "", latencyTable(scenario), ""]),
  ]
    .join("\n")
    .trimEnd();
}

function latencyTable({ points, void: reason }) {
  if (reason) return `Void: ${reason}`;
  return table(
    ["share", "requests/s", "bare p50 ms", "gateway p50 ms", "added", "bare p99 ms", "gateway p99 ms", "added"],
    points.map(({ share, rate, "bare proxy": bare, gateway }) => [
      `${Math.round(share * 100)} %`,
      figure(rate),
      ...["p50", "p99"].flatMap((quantile) =>
        bare.void || gateway.void
          ? ["void", "void", ""]
          : [
              figure(bare.latencyMs[quantile]),
              figure(gateway.latencyMs[quantile]),
              signed(gateway.latencyMs[quantile] - bare.latencyMs[quantile]),
            ],
      ),
    ]),
  );
}
