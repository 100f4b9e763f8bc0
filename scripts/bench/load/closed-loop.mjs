import { Agent } from "node:http";
import { openWindow, sendOne } from "./send-one.mjs";

/** So many callers, each of which asks again when it has its answer. */
export async function closedLoop({ target, next, connections, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const window = openWindow();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  const caller = async (name) => {
    while (performance.now() < until) await sendOne({ agent, target, body: next(name), window });
  };
  await Promise.all(Array.from({ length: connections }, (_, name) => caller(name)));
  const elapsed = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { window, elapsed };
}
