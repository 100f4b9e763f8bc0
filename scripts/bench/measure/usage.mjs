// What a process and its descendants have used, out of /proc (proc(5)).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The kernel counts CPU time in steps of 10 ms. */
const TICK_MICROSECONDS = 10_000;

/** Processes that have ended meanwhile read as nothing. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return undefined;
    throw error;
  }
}

/** The fields of a process from the third on: its name, the second, may itself have spaces and parentheses. */
function statOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(") ") + 2).split(" ");
}

/** The process and all its descendants. */
function treeOf(root) {
  const childrenOf = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = Number(statOf(pid)?.[1]);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(pid)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(childrenOf.get(pid) ?? []));
  return tree;
}

/** CPU time of a process tree, user and system, in microseconds; that of children which have ended is in it. */
export function cpuMicroseconds({ pid }) {
  let ticks = 0;
  for (const member of treeOf(pid)) {
    const [utime, stime, cutime, cstime] = statOf(member)?.slice(11, 15).map(Number) ?? [0, 0, 0, 0];
    ticks += utime + stime + cutime + cstime;
  }
  return ticks * TICK_MICROSECONDS;
}

/** Starts the peak of {@link memoryMegabytes} anew (proc(5), clear_refs). */
export function forgetPeakMemory({ pid }) {
  for (const member of treeOf(pid)) {
    try {
      writeFileSync(`/proc/${member}/clear_refs`, "5");
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ESRCH" && error.code !== "EACCES") throw error;
    }
  }
}

/** Memory that a process tree holds, in MB: now, and at its highest. */
export function memoryMegabytes({ pid }) {
  const sum = { now: 0, peak: 0 };
  for (const member of treeOf(pid)) {
    const status = read(`/proc/${member}/status`) ?? "";
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
    sum.now += of("VmRSS");
    sum.peak += of("VmHWM");
  }
  return sum;
}
