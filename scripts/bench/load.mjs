// The load: a closed loop of CONNECTIONS callers, in a process of its own so that its work is not counted as the
// gateway's. Takes one JSON job per line on standard input and answers each with one JSON line.

import { Agent, request as send } from "node:http";
import { createInterface } from "node:readline";

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  console.log(JSON.stringify(await (job.streams ? churn(job) : run(job))));
}
process.exit(0);

/** Runs one window: `connections` callers, each sending the next request when it has the last answer. */
async function run({ url, key, body, connections, seconds, stream }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const window = { latencies: [], gaps: [], firsts: [], failed: 0 };
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await once({ agent, url, key, body, stream, window });
    }),
  );
  const elapsed = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return {
    requests: window.latencies.length,
    failed: window.failed,
    elapsed,
    latency: percentiles(window.latencies),
    first: percentiles(window.firsts),
    gap: percentiles(window.gaps),
  };
}

function once({ agent, url, key, body, stream, window }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const fail = () => {
      window.failed++;
      resolve();
    };
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      authorization: `Bearer ${key}`,
    };
    send(`${url}/v1/chat/completions`, { agent, method: "POST", headers }, (answer) => {
      let last = 0;
      let tail = "";
      answer.on("data", (piece) => {
        const now = performance.now();
        const text = tail + piece.toString("latin1");
        tail = text.slice(-64);
        // The first token is what a reader waits for; the chunk before it only says whose turn it is.
        if (last === 0 && !text.includes('"content":" ')) return;
        if (last === 0) window.firsts.push(now - startedAt);
        else window.gaps.push(now - last);
        last = now;
      });
      answer.on("error", fail);
      answer.on("end", () => {
        const whole = stream ? tail.endsWith("data: [DONE]\n\n") : tail.endsWith("}");
        if (answer.statusCode !== 200 || !whole) return fail();
        window.latencies.push(performance.now() - startedAt);
        resolve();
      });
    })
      .on("error", fail)
      .end(body);
  });
}

/** Many streams, every other one left in its middle; resolves when all are over. */
async function churn({ url, key, body, connections, streams }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const counts = { finished: 0, aborted: 0, failed: 0 };
  let started = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (started < streams) {
        const leaves = started++ % 2 === 1;
        counts[await churnOne({ agent, url, key, body, leaves })]++;
      }
    }),
  );
  agent.destroy();
  return counts;
}

function churnOne({ agent, url, key, body, leaves }) {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
    const request = send(`${url}/v1/chat/completions`, { agent, method: "POST", headers }, (answer) => {
      let received = 0;
      let tail = "";
      answer.on("data", (piece) => {
        received += piece.length;
        tail = (tail + piece.toString("latin1")).slice(-64);
        if (leaves && received > 2_000) request.destroy();
      });
      answer.on("error", () => {});
      answer.on("close", () => {
        const isWhole = answer.statusCode === 200 && tail.endsWith("data: [DONE]\n\n");
        const isLeft = answer.statusCode === 200 && received > 2_000;
        resolve(leaves && isLeft ? "aborted" : !leaves && isWhole ? "finished" : "failed");
      });
    });
    // Leaving an answer raises an error as well; the answer's own end has spoken by then.
    request.on("error", () => setImmediate(resolve, "failed"));
    request.end(body);
  });
}

function percentiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
