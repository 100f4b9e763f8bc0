// Starting, measuring and stopping the processes of a benchmark.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Starts a Node.js program; resolves when a line of its output satisfies `ready`, with what that made of it. */
export async function start(script, { env = {}, ready }) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const found = await new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`${script} ended before it was ready.`)));
    lines.on("line", function onLine(line) {
      const value = ready(line);
      if (value === undefined) return;
      lines.off("line", onLine);
      resolve(value);
    });
  });
  return { pid: child.pid, found, child, lines };
}

/** Sends one job to a process that answers each with a line of JSON. */
export function ask({ child, lines }, job) {
  const answer = new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  child.stdin.write(`${JSON.stringify(job)}\n`);
  return answer;
}

/** Ends a process and waits for it. */
export function stop({ child }) {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return gone;
}

/** CPU time that a process has used, user and system, in microseconds. The kernel counts in steps of 10 ms. */
export function cpuMicroseconds({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Starts the peak of {@link memoryMegabytes} anew (proc(5), clear_refs). */
export function forgetPeakMemory({ pid }) {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Memory that a process holds, in MB: now, and at its highest. */
export function memoryMegabytes({ pid }) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
