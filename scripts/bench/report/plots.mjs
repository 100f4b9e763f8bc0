// The plots, by the section whose figures they show.
import { barChart } from "./plot/bar-chart.mjs";
import { lineChart } from "./plot/line-chart.mjs";

/** The files to write, by name, of what was measured. */
export function plotsOf({ gateways, policies, latency, soak }) {
  return {
    ...(gateways && { "gateways.svg": gatewaysPlot(gateways.figures) }),
    ...(policies && { "policies.svg": policiesPlot(policies.figures) }),
    ...(latency && latencyPlot(latency.figures)),
    ...(soak && !soak.figures.void && { "soak.svg": soakPlot(soak.figures) }),
  };
}

const cpuOf = (row) => (row === undefined ? "not measured" : row.void ? "void" : row.cpuMicroseconds);

function gatewaysPlot({ closed, absent }) {
  const scenarios = ["1 KB, never seen", "10 KB, never seen", "a conversation of 10 KB"];
  const names = Object.keys(closed[scenarios[0]]);
  return barChart({
    title: "CPU time of a request, by gateway (less is better)",
    axis: "CPU µs a request, process tree",
    series: scenarios,
    groups: [
      ...names.map((name) => ({ name, values: scenarios.map((scenario) => cpuOf(closed[scenario][name])) })),
      ...Object.keys(absent).map((name) => ({ name, values: scenarios.map(() => "absent") })),
    ],
  });
}

function policiesPlot(scenarios) {
  const names = Object.keys(scenarios);
  const targets = Object.keys(scenarios[names[0]]).filter(
    (target) => target !== "nothing on" && !target.startsWith("… without"),
  );
  return barChart({
    title: "CPU time that a policy adds to a request",
    axis: "CPU µs a request more than with nothing on (… : more than the bar above)",
    series: names,
    groups: targets.map((target) => ({
      name: target,
      values: names.map((name) => {
        const row = scenarios[name][target];
        return row.addedMicroseconds ?? "void";
      }),
    })),
  });
}

function latencyPlot(scenarios) {
  const [[name, { points, void: reason }]] = Object.entries(scenarios);
  const measured = points?.filter((point) => !point["bare proxy"].void && !point.gateway.void) ?? [];
  if (reason || measured.length === 0) return {};
  const line = (target, quantile) => ({
    name: `${target}, ${quantile}`,
    dashed: quantile === "p99",
    points: measured.map((point) => ({ x: point.rate, y: point[target].latencyMs[quantile] })),
  });
  const series = ["bare proxy", "gateway"].flatMap((target) =>
    ["p50", "p99"].map((quantile) => line(target, quantile)),
  );
  return {
    "latency.svg": lineChart({
      title: `Latency by load, ${name} (open loop)`,
      xAxis: "requests per second, one core",
      yAxis: "latency from when a request was due, ms",
      series,
    }),
  };
}

function soakPlot({ samples }) {
  return lineChart({
    title: "Memory over time, under mixed work",
    xAxis: "minutes",
    yAxis: "RSS, MB",
    series: [
      { name: "gateway", points: samples.map(({ minutes, rssMegabytes }) => ({ x: minutes, y: rssMegabytes })) },
    ],
  });
}
