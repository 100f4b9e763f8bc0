// This thread's time on a processor, to the nanosecond: what other processes do hardly shows. `process.cpuUsage` and
// `process.threadCpuUsage` move in steps of some milliseconds on many machines.
import { WASI } from "node:wasi";

/** CLOCK_THREAD_CPUTIME_ID of WASI preview 1. */
const THREAD_CLOCK = 3;

// A module that has a memory and a `_start` which does nothing: without one there is nowhere to write the time to.
const module = new WebAssembly.Module(
  Uint8Array.from(
    [
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      [1, 4, 1, 0x60, 0, 0],
      [3, 2, 1, 0],
      [5, 3, 1, 0, 1],
      [7, 19, 2, 6, ...Buffer.from("memory"), 2, 0, 6, ...Buffer.from("_start"), 0, 0],
      [10, 4, 1, 2, 0, 0x0b],
    ].flat(),
  ),
);
const instance = new WebAssembly.Instance(module);
const wasi = new WASI({ version: "preview1" });
wasi.start(instance);
const memory = new DataView(instance.exports.memory.buffer);

/** Microseconds of this thread on a processor. Asking takes one. */
export function processorMicroseconds() {
  wasi.wasiImport.clock_time_get(THREAD_CLOCK, 1n, 0);
  return Number(memory.getBigUint64(0, true)) / 1_000;
}
