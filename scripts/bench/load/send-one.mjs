// One request of the load, and what is noted of it.
import { request as send } from "node:http";

/** A request that takes longer has failed. */
const TIMEOUT_MS = 60_000;
/** Text of the simulated vendor's first chunk; the one before it only says whose turn it is. */
const FIRST_TOKEN = /"content": ?" word/;

/** What a window of requests adds up to. Times are in milliseconds. */
export function openWindow() {
  return { latencies: [], firsts: [], gaps: [], lateness: [], failed: 0, complaint: undefined };
}

/**
 * Sends one request and resolves when its answer has ended, whatever it was. Latency counts from `dueAt`, which is when
 * the request was to be sent, so that one that had to wait to be sent has waited. `onData` may leave the answer early.
 */
export function sendOne({ agent, target, body, window, dueAt = performance.now(), onData }) {
  const { url, headers, stream } = target;
  return new Promise((resolve) => {
    const fail = (complaint) => {
      window.failed++;
      window.complaint ??= String(complaint).slice(0, 300);
      resolve("failed");
    };
    const request = send(
      `${url}/v1/chat/completions`,
      {
        agent,
        method: "POST",
        timeout: TIMEOUT_MS,
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (answer) => {
        let hasBegun = false;
        let last = 0;
        let tail = "";
        let isAnswer = false;
        answer.on("data", (piece) => {
          isAnswer ||= piece.includes('"choices"');
          const now = performance.now();
          const text = tail + piece.toString("latin1");
          tail = text.slice(-64);
          onData?.(piece, request);
          if (!stream) return;
          if (hasBegun) window.gaps.push(now - last);
          else if (FIRST_TOKEN.test(text)) {
            hasBegun = true;
            window.firsts.push(now - dueAt);
          }
          last = now;
        });
        answer.on("error", fail);
        answer.on("end", () => {
          const isWhole = stream ? tail.endsWith("data: [DONE]\n\n") : tail.trimEnd().endsWith("}");
          if (answer.statusCode !== 200 || !isAnswer || !isWhole) return fail(`${answer.statusCode} …${tail}`);
          window.latencies.push(performance.now() - dueAt);
          resolve("finished");
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    request.on("error", (error) => fail(error.message));
    request.end(body);
  });
}
