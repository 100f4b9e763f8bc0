import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "@hub/sandbox";
import { describe, expect, it, onTestFinished } from "vitest";
import { postChat } from "./post-chat.ts";
import { startBareGateway } from "./start-bare-gateway.ts";
import { says } from "./support.ts";

/** When the vendor closes an idle connection, in milliseconds. */
const KEEP_ALIVE_MS = 6;
/** Idle times between requests, in milliseconds, around that moment. */
const PAUSES = [0, 1, 2, 3, 4, 5, 6];

/** By default Node.js announces in its answers when it will close; not every server does. */
async function startHastyVendor({ announced }: { announced: boolean }) {
  // Node.js leaves its `keep-alive: timeout=…` out where an answer sets `connection` itself.
  const faults = announced ? {} : { headers: { connection: "keep-alive" } };
  const options = { keepAliveTimeoutMs: KEEP_ALIVE_MS, faults: { openai: faults } };
  const sandbox = await startSandbox({ vendors: ["openai"], ...options });
  onTestFinished(sandbox.close);
  const { baseUrl, apiKey } = sandbox.vendors.openai;
  const hub = await startBareGateway({ openai: { baseUrl, apiKey } });
  return { hub, vendor: sandbox.vendors.openai };
}

/** Counts the gateway's connections to a vendor. */
function countConnections(baseUrl: string): () => number {
  const { port } = new URL(baseUrl);
  let count = 0;
  const onConnected = (message: unknown) => {
    if ((message as { connectParams: { port: string } }).connectParams.port === port) count++;
  };
  subscribe("undici:client:connected", onConnected);
  onTestFinished(() => void unsubscribe("undici:client:connected", onConnected));
  return () => count;
}

describe("a vendor that closes idle connections", () => {
  it.each([
    { announced: true, count: 60 },
    { announced: false, count: 300 },
  ])("costs no caller an error, over $count requests one after another; announced: $announced", async (run) => {
    const { hub, vendor } = await startHastyVendor(run);
    const connections = countConnections(vendor.baseUrl);
    const statuses: number[] = [];
    for (let index = 0; index < run.count; index++) {
      const body = { model: "gpt-4.1-mini", messages: says("Hello"), stream: index % 2 === 0 };
      const answer = await postChat(hub, body);
      await answer.text();
      statuses.push(answer.status);
      await sleep(PAUSES[index % PAUSES.length]);
    }
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    // The vendor hears of no request twice, also where a connection died under one.
    expect(vendor.requests).toHaveLength(run.count);
    expect(connections()).toBeGreaterThan(1);
    // Without this, a gateway that opens a connection for each request would pass.
    if (!run.announced) expect(connections()).toBeLessThan(run.count);
  });
});
