import { figure, table, times } from "./markdown.mjs";

/** Several processes on one machine. */
export function workersReport(rows) {
  const one = rows["1"];
  return [
    "## Several processes",
    "",
    "`HUB_WORKERS` on all cores of this machine, which they share with load generator and vendor; conversations of 10 KB.",
    "",
    table(
      ["workers", "requests/s", "of one worker's", "CPU µs a request", "peak RSS MB"],
      Object.entries(rows).map(([workers, row]) => [
        workers,
        row.void ? "void" : figure(row.requestsPerSecond),
        times(row.requestsPerSecond, one.requestsPerSecond),
        figure(row.cpuMicroseconds),
        figure(row.rssMegabytes),
      ]),
    ),
  ].join("\n");
}

/** Stores that instances share. */
export function sharedReport({ stores, absent }) {
  return [
    "## Shared stores",
    "",
    "The gateway on each kind of store, 1 KB seen before, 32 callers; the stores run on the other cores and do not wait for a " +
      "disk. Latency is that of 50 requests a second.",
    "",
    table(
      [
        "",
        "requests/s",
        "CPU µs",
        "calm p50 ms",
        "Redis commands",
        "Redis CPU µs",
        "PostgreSQL commits",
        "PostgreSQL CPU µs",
      ],
      Object.entries(stores).map(([name, { perRequest = {}, ...row }]) => [
        name,
        row.void ? "void" : figure(row.requestsPerSecond),
        figure(row.cpuMicroseconds),
        figure(row.calmLatencyMs?.p50),
        figure(name.includes("Redis") ? perRequest.redisCommands : undefined),
        figure(name.includes("Redis") ? perRequest.redisCpuMicroseconds : undefined),
        figure(name.includes("PostgreSQL") ? perRequest.postgresCommits : undefined),
        figure(name.includes("PostgreSQL") ? perRequest.postgresCpuMicroseconds : undefined),
      ]),
    ),
    ...(absent.length > 0 ? ["", `Not installed here: ${absent.join(", ")}.`] : []),
  ].join("\n");
}

/** Half an hour of mixed work. */
export function soakReport(soak) {
  if (soak.void) return `## Over time\n\nVoid: ${soak.void}`;
  return [
    "## Over time",
    "",
    `${figure(soak.minutes)} minutes of new texts, growing conversations, streams and streams left midway in turns, ` +
      `${figure(soak.requests)} requests: in the second half memory changes by ${figure(soak.megabytesPerHour)} MB an hour, and ` +
      `ends at ${figure(soak.settledMegabytes)} MB. A request leaves ${figure(soak.diskBytesPerRequest)} bytes on disk.`,
    "",
    "![Memory over time](performance/soak.svg)",
  ].join("\n");
}
