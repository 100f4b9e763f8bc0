// Starting and stopping the processes of a benchmark, and talking to them in lines of JSON.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Those that run now, so that none outlives the benchmark. */
const running = new Set();
process.on("exit", () => {
  for (const { pid } of running) killGroup(pid, "SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

/** How much of what a process says on standard error is kept. */
const COMPLAINT_LENGTH = 2_000;
const READY_WITHIN_MS = 120_000;

/**
 * Starts a program in a process group of its own; resolves when a line of its output satisfies `ready`, with what that
 * made of it. `cores` are those that it may run on, as `taskset` takes them.
 */
export async function start(command, args, { env = {}, cwd, cores, ready = () => true }) {
  const [program, ...rest] = cores === undefined ? [command, ...args] : ["taskset", "-c", cores, command, ...args];
  const child = spawn(program, rest, {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaint = "";
  const started = {
    pid: child.pid,
    child,
    lines: createInterface({ input: child.stdout }),
    complaint: () => complaint,
  };
  running.add(started);
  child.once("exit", () => running.delete(started));
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint = (complaint + text).slice(-COMPLAINT_LENGTH);
  });
  started.found = await firstReady(started, ready, [command, ...args].join(" "));
  return started;
}

function firstReady(started, ready, command) {
  const { child, lines } = started;
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${command} ${what}. ${started.complaint()}`));
    const timer = setTimeout(() => fail("is not ready in time"), READY_WITHIN_MS);
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    child.once("exit", () => fail("ended before it was ready"));
    lines.on("line", function onLine(line) {
      const value = ready(line);
      if (value === undefined) return;
      clearTimeout(timer);
      lines.off("line", onLine);
      resolve(value);
    });
  });
}

/** Starts one of our own scripts, by its path relative to the caller's `import.meta.url`. */
export function startScript(url, script, { node = [], ...options }) {
  return start(process.execPath, [...node, fileURLToPath(new URL(script, url))], options);
}

/** Makes the port out of the line in which our own servers tell it. */
export const portOf = (line) => (line.startsWith('{"port"') ? JSON.parse(line).port : undefined);

/** Sends one job to a process that answers each with a line of JSON. */
export function ask({ child, lines }, job) {
  const answer = new Promise((resolve, reject) => {
    const gone = () => reject(new Error("The process that does the job has ended."));
    child.once("exit", gone);
    lines.once("line", (line) => {
      child.off("exit", gone);
      resolve(JSON.parse(line));
    });
  });
  child.stdin.write(`${JSON.stringify(job)}\n`);
  return answer;
}

/** Ends a process with its descendants and waits for it; one that takes longer than 5 seconds is killed. */
export async function stop({ pid, child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  killGroup(pid, "SIGTERM");
  const timer = setTimeout(() => killGroup(pid, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
