// The benchmark's report for people.

/** Lays the report out as text. */
export function toTable(report) {
  const { node, cores, secondsPerWindow, rounds, scenarios, abortedStreams, translation, redaction } = report;
  const { planning, accounting, stores, keyring, audit } = report;
  const whole = scenarios.filter(({ stream }) => !stream);
  const streams = scenarios.filter(({ stream }) => stream);
  return [
    `Node.js ${node}, ${cores} cores, the calmest of ${rounds} windows of ${secondsPerWindow} s each`,
    "",
    "A prompt of, answered whole",
    ...grid([
      ["", "", "requests/s", "CPU µs/request", "p50 ms", "p99 ms", "peak RSS MB"],
      ...whole.flatMap(({ name, bare, hub, cpuRatio }) => [
        [name, "bare proxy", ...plain(bare)],
        ["", "gateway", ...plain(hub)],
        [
          "",
          "",
          "",
          `${cpuRatio.toFixed(2)} ×`,
          added(hub.latencyMs.p50, bare.latencyMs.p50),
          added(hub.latencyMs.p99, bare.latencyMs.p99),
          "",
        ],
      ]),
    ]),
    "",
    "Streams",
    ...grid([
      ["", "", "streams/s", "CPU µs/stream", "first token p50 ms", "p99 ms", "gap p50 ms", "p99 ms", "peak RSS MB"],
      ...streams.flatMap(({ name, bare, hub, cpuRatio }) => [
        [name, "bare proxy", ...streamed(bare)],
        ["", "gateway", ...streamed(hub)],
        [
          "",
          "",
          "",
          `${cpuRatio.toFixed(2)} ×`,
          added(hub.firstTokenMs.p50, bare.firstTokenMs.p50),
          added(hub.firstTokenMs.p99, bare.firstTokenMs.p99),
          "",
          "",
          "",
        ],
      ]),
    ]),
    "",
    `${abortedStreams.finished + abortedStreams.aborted} streams, ${abortedStreams.aborted} of them left midway: RSS ` +
      `${abortedStreams.rssBeforeMegabytes.toFixed(0)} MB before, ${abortedStreams.rssAfterMegabytes.toFixed(0)} MB after ` +
      `(${(abortedStreams.change * 100).toFixed(1)} %)`,
    "",
    "Translation alone, JSON included",
    ...grid([
      ["vendor", "", "CPU µs/request of 1 KB and its answer", "CPU µs/chunk"],
      ...translation.map(({ vendor, requestMicroseconds, chunkMicroseconds }) => [
        vendor,
        "",
        fine(requestMicroseconds),
        fine(chunkMicroseconds),
      ]),
    ]),
    "",
    "Routing and accounts alone, CPU µs",
    ...planningTable(planning),
    "",
    "Accounts in a hub, CPU µs per request of 1 KB",
    ...accountingTable(accounting),
    "",
    "Reserve and settle under a wallet and four limits",
    ...storesTable(stores),
    "",
    "Keys and records",
    ...figuresTable({ ...keyring, ...audit }),
    "",
    "Redaction alone: personal data and secrets found and hidden in text of",
    ...redactionTable(redaction),
  ].join("\n");
}

function planningTable({ routed, pinned, accountsMicroseconds }) {
  return grid([
    [`plan of a model with ${routed.offers} vendors, of the whole catalog`, "", fine(routed.microseconds)],
    ["plan of a pinned model", "", fine(pinned.microseconds)],
    ["reserve and settle of a request, in memory", "", fine(accountsMicroseconds)],
  ]);
}

function accountingTable(microseconds) {
  return grid(
    Object.entries(microseconds).map(([kind, value]) => [
      kind,
      "",
      round(value),
      `${((value / microseconds.off - 1) * 100).toFixed(1)} % more`,
    ]),
  );
}

function storesTable(stores) {
  return grid([
    ["", "", "per second", "CPU µs", "p50 ms", "p99 ms"],
    ...Object.entries(stores).map(([name, { perSecond, cpuMicroseconds, latencyP50Ms, latencyP99Ms }]) => [
      name,
      "",
      round(perSecond),
      fine(cpuMicroseconds),
      fine(latencyP50Ms),
      fine(latencyP99Ms),
    ]),
  ]);
}

/** Each thing that was measured, with its figures by their names. */
function figuresTable(measured) {
  return Object.entries(measured).map(([name, figures]) => {
    const listed = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
    return `${name}: ${listed.join(", ")}`;
  });
}

/** Lays out what redaction costs. */
export function redactionTable({ scans, restorerNanoseconds }) {
  return [
    ...grid([
      ["", "", "MB/s of CPU time", "p50 ms", "p99 ms"],
      ...scans.map(({ name, size, megabytesPerSecond, p50Ms, p99Ms }) => [
        size < 1_000_000 ? `${size / 1_000} KB` : `${size / 1_000_000} MB`,
        name,
        megabytesPerSecond.toFixed(1),
        p50Ms.toFixed(3),
        p99Ms.toFixed(3),
      ]),
    ]),
    `Restoring a stream: ${round(restorerNanoseconds)} ns of CPU time per delta`,
  ];
}

function plain({ requestsPerSecond, cpuMicroseconds, latencyMs, rssMegabytes }) {
  return [
    round(requestsPerSecond),
    round(cpuMicroseconds),
    fine(latencyMs.p50),
    fine(latencyMs.p99),
    round(rssMegabytes),
  ];
}

function streamed({ requestsPerSecond, cpuMicroseconds, firstTokenMs, gapMs, rssMegabytes }) {
  const times = [firstTokenMs.p50, firstTokenMs.p99, gapMs.p50, gapMs.p99].map(fine);
  return [round(requestsPerSecond), round(cpuMicroseconds), ...times, round(rssMegabytes)];
}

const round = (value) => value.toFixed(0);
const fine = (value) => value.toFixed(2);
const added = (hub, bare) => `${hub >= bare ? "+" : ""}${(hub - bare).toFixed(2)}`;

function grid(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "),
  );
}
