import { Agent } from "node:http";
import { openWindow, sendOne } from "./send-one.mjs";

/** Bytes of a stream after which its reader leaves: its middle. */
const LEFT_AFTER_BYTES = 2_000;

/** So many streams, of which every other one is left in its middle. */
export async function churn({ target, next, connections, streams }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const counts = { finished: 0, left: 0, failed: 0 };
  let started = 0;
  const caller = async (name) => {
    while (started < streams) {
      if (started++ % 2 === 0) counts[await sendOne({ agent, target, body: next(name), window: openWindow() })]++;
      else counts[await leaveOne({ agent, target, body: next(name) })]++;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, name) => caller(name)));
  agent.destroy();
  return counts;
}

async function leaveOne(options) {
  let received = 0;
  const onData = (piece, request) => {
    received += piece.length;
    if (received > LEFT_AFTER_BYTES) request.destroy();
  };
  await sendOne({ ...options, window: openWindow(), onData });
  return received > LEFT_AFTER_BYTES ? "left" : "failed";
}
