import { figure, table } from "./markdown.mjs";

/** The parts alone, without a network. */
export function partsReport({ translation, redaction, conversations, planning, stores, keyring, audit }) {
  const { routed, pinned, accountsMicroseconds } = planning;
  return [
    "## The parts alone",
    "",
    "### Redaction of text never seen",
    "",
    table(
      ["", "KB", "MB/s of CPU time", "p50 ms", "p99 ms"],
      redaction.scans.map((scan) => [
        scan.name,
        figure(scan.size / 1_000),
        figure(scan.megabytesPerSecond),
        figure(scan.p50Ms),
        figure(scan.p99Ms),
      ]),
    ),
    "",
    `Restoring a stream takes ${figure(redaction.restorerNanoseconds)} ns a delta.`,
    "",
    "### Redaction of conversations that are known",
    "",
    table(
      ["characters", "kind", "request CPU µs", "with its answer", "a chunk ns"],
      conversations.map((row) => [
        figure(row.size),
        row.kind,
        figure(row.requestMicroseconds),
        figure(row.bothMicroseconds),
        figure(row.chunkNanoseconds),
      ]),
    ),
    "",
    "### Translation, JSON included",
    "",
    table(
      ["vendor", "CPU µs a request of 1 KB and its answer", "CPU µs a chunk"],
      translation.map((row) => [row.vendor, figure(row.requestMicroseconds), figure(row.chunkMicroseconds)]),
    ),
    "",
    "### Routing and accounts",
    "",
    `A plan of a model with ${routed.offers} vendors takes ${figure(routed.microseconds)} µs, of a pinned one ` +
      `${figure(pinned.microseconds)} µs, to reserve and settle in memory ${figure(accountsMicroseconds)} µs.`,
    "",
    table(
      ["reserve and settle under a wallet and four limits", "per second", "CPU µs", "p50 ms", "p99 ms"],
      Object.entries(stores).map(([name, row]) => [
        name,
        figure(row.perSecond),
        figure(row.cpuMicroseconds),
        figure(row.latencyP50Ms),
        figure(row.latencyP99Ms),
      ]),
    ),
    "",
    "### Keys and records",
    "",
    table(
      ["", "p50 µs", "p99 µs"],
      Object.entries(keyring)
        .filter(([, row]) => row.microsecondsP50 !== undefined)
        .map(([name, row]) => [name, figure(row.microsecondsP50), figure(row.microsecondsP99)]),
    ),
    "",
    table(
      ["audit trail", "append µs", "stored per second", "CPU µs a record"],
      Object.entries(audit).map(([name, row]) => [
        name,
        figure(row.appendMicroseconds),
        figure(row.drainPerSecond),
        figure(row.drainCpuMicroseconds),
      ]),
    ),
  ].join("\n");
}
