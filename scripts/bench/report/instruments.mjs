import { figure } from "./markdown.mjs";

/** What the instruments can do, and that they show what is there. */
export function instrumentsReport({ floor, proofs }) {
  const direct = ({ [Object.keys(floor.whole)[0]]: row }) => row;
  const [whole, streamed, open] = [floor.whole, floor.streamed, floor.open].map(direct);
  return [
    "## The instruments",
    "",
    `Without a gateway, load generator and vendor together do ${figure(whole.requestsPerSecond)} requests/s and ` +
      `${figure(streamed.requestsPerSecond)} streams/s. In the open loop a request leaves ${figure(open.latenessMs?.p50)} ms ` +
      `(p99 ${figure(open.latenessMs?.p99)} ms) after it was due, and is answered after ${figure(open.latencyMs?.p50)} ms ` +
      `(p99 ${figure(open.latencyMs?.p99)} ms): nothing below that can be seen.`,
    "",
    `The proof: ${proofs.cpu.addedMicroseconds} µs of CPU time put into each request of the bare proxy show as ` +
      `${figure(proofs.cpu.seenMicroseconds)} µs; ${proofs.latency.addedMs} ms of delay (by a timer that may be a ` +
      `millisecond late) show as ` +
      `${figure(proofs.latency.seenMs)} ms of latency; a window in which every ${proofs.failing.failEvery}th request fails ` +
      `${proofs.failing.void ? "is void" : "is NOT void"}.`,
  ].join("\n");
}
