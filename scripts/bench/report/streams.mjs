import { figure, signed, table, times } from "./markdown.mjs";

/** Streams: chunks, first tokens, memory. */
export function streamsReport({ chunks, restoring, chunk, paced, held, churned }) {
  const bare = "bare proxy";
  return [
    "## Streams",
    "",
    `Of ${chunks} chunks each, with an e-mail address in the prompt that is hidden on the way out, comes back in the answer ten ` +
      "times over, and is restored on the way in.",
    "",
    table(
      ["", "streams/s", "CPU µs a stream", "of the bare proxy's", "CPU µs a chunk", "of the bare proxy's"],
      Object.entries(restoring).map(([name, row]) => [
        name,
        row.void ? "void" : figure(row.requestsPerSecond),
        figure(row.cpuMicroseconds),
        times(row.cpuMicroseconds, restoring[bare].cpuMicroseconds),
        figure(chunk[name]),
        times(chunk[name] ?? undefined, chunk[bare]),
      ]),
    ),
    "",
    `At a calm pace, ${paced.chunkDelayMs} ms between two chunks:`,
    "",
    table(
      ["", "first token p50 ms", "added", "p99 ms", "gap p50 ms", "gap p99 ms"],
      Object.entries(paced.targets).map(([name, { firstTokenMs, gapMs }]) => [
        name,
        figure(firstTokenMs?.p50),
        firstTokenMs ? signed(firstTokenMs.p50 - paced.targets[bare].firstTokenMs?.p50) : "",
        figure(firstTokenMs?.p99),
        figure(gapMs?.p50),
        figure(gapMs?.p99),
      ]),
    ),
    "",
    "Many at once, each of which says a word a second. A chunk that comes alone costs more than one that comes with others: it " +
      "wakes the process, and is read and written by itself.",
    "",
    table(
      ["", "open streams", "RSS before MB", "RSS MB", "KB a stream", "cores used", "CPU µs a chunk"],
      Object.entries(held).map(([name, row]) => [
        name,
        row.void ? "void" : figure(row.streams),
        figure(row.idleMegabytes),
        figure(row.rssMegabytes),
        figure(row.kilobytesPerStream),
        figure(row.coresUsed),
        figure((row.coresUsed / row.streams) * 1_000_000),
      ]),
    ),
    ...Object.entries(held).flatMap(([name, row]) => (row.void ? ["", `${name} is void: ${row.void}.`] : [])),
    "",
    churned.void
      ? `Leaving streams: void, ${churned.void}.`
      : `${figure(churned.finished + churned.left)} streams, ${figure(churned.left)} of them left midway: RSS ` +
        `${figure(churned.rssBeforeMegabytes)} MB before, ${figure(churned.rssAfterMegabytes)} MB after.`,
  ].join("\n");
}
