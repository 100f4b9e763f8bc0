// The load, in a process of its own so that its work is not counted as the gateway's. Takes one JSON job per line on
// standard input and answers each with one JSON line.
import { createInterface } from "node:readline";
import { crc32 } from "node:zlib";
import { quantiles } from "../measure/statistics.mjs";
import { churn } from "./churn.mjs";
import { closedLoop } from "./closed-loop.mjs";
import { holdOpen } from "./hold-open.mjs";
import { openLoop } from "./open-loop.mjs";
import { createPrompts } from "./prompts.mjs";

const tell = (value) => console.log(JSON.stringify(value));
const loops = { closed: closedLoop, open: openLoop };
/** Conversations go on from one window to the next, as those of people do. */
const prompts = new Map();

tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { loop, ...job } = JSON.parse(line);
  const next = promptsOf(job);
  if (loop === "churn") tell(await churn({ ...job, next }));
  else if (loop === "hold") {
    const { window, begun } = await holdOpen({ ...job, next }, (areAllOpen) => tell({ areAllOpen }));
    tell({ failed: window.failed, complaint: window.complaint, begun });
  } else tell(report(await loops[loop]({ ...job, next })));
}
process.exit(0);

function promptsOf({ prompt, target }) {
  const name = JSON.stringify([prompt, target.url, target.model, target.stream]);
  // Other texts for other jobs, but the same for every target.
  const seed = crc32(JSON.stringify([prompt, target.stream]));
  const known = prompts.get(name) ?? createPrompts({ ...prompt, seed }, target);
  prompts.set(name, known);
  return known;
}

function report({ window, elapsed }) {
  return {
    requests: window.latencies.length,
    failed: window.failed,
    complaint: window.complaint,
    elapsed,
    latencyMs: quantiles(window.latencies),
    firstTokenMs: quantiles(window.firsts),
    gapMs: quantiles(window.gaps),
    latenessMs: quantiles(window.lateness),
  };
}
