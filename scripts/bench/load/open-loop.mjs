import { Agent } from "node:http";
import { arrivalTimes } from "../measure/statistics.mjs";
import { onTime } from "./on-time.mjs";
import { openWindow, sendOne } from "./send-one.mjs";

/** Callers of an open loop, by whom conversations are told apart. */
const CALLERS = 32;
/** So many unanswered requests are an overrun, and the window is void. */
const MOST_IN_FLIGHT = 5_000;

/**
 * Requests that come when they come, as a Poisson process, whether those before have been answered or not. Latency counts
 * from when a request was due: what waits because the load or the gateway is busy has waited (no coordinated omission).
 */
export async function openLoop({ target, next, rate, seconds, seed = 1 }) {
  const agent = new Agent({ keepAlive: true });
  const window = openWindow();
  const pending = new Set();
  let body = next(0);
  const startedAt = performance.now();

  function sendDue(index, dueAt) {
    if (pending.size >= MOST_IN_FLIGHT) {
      window.failed++;
      window.complaint ??= `${MOST_IN_FLIGHT} requests without an answer`;
      return;
    }
    window.lateness.push(performance.now() - dueAt);
    const sent = sendOne({ agent, target, body, window, dueAt });
    pending.add(sent);
    void sent.then(() => pending.delete(sent));
    // Made ahead, so that making it delays nothing.
    body = next((index + 1) % CALLERS);
  }

  await onTime(arrivalTimes({ rate, seconds, seed }), sendDue);
  await Promise.all(pending);
  const elapsed = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { window, elapsed };
}
