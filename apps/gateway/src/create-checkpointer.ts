import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Copies what SQLite has written to its logs into the files themselves. */
export interface Checkpointer {
  /** Ends the thread, where there is one. The files may be closed then. */
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
/** A gateway whose logs stay shorter needs no thread: SQLite copies them now and then by itself, in no time. */
const LONG_LOG_BYTES = 1024 * 1024;

/** By itself, so that it needs nothing of the gateway. What cannot be copied now is tried again. */
const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
const { DatabaseSync } = require("node:sqlite");
const [BUSY_MS, IDLE_MS] = [50, 500];
const files = workerData.map((path) => ({ database: new DatabaseSync(path, { timeout: 0 }), last: "" }));
let timer;
function copy() {
  let hasMoved = false;
  for (const file of files) {
    try {
      const now = JSON.stringify(file.database.prepare("PRAGMA wal_checkpoint(PASSIVE)").get());
      hasMoved ||= now !== file.last;
      file.last = now;
    } catch {}
  }
  timer = setTimeout(copy, hasMoved ? BUSY_MS : IDLE_MS);
}
parentPort.once("message", () => {
  clearTimeout(timer);
  for (const { database } of files) database.close();
  parentPort.close();
});
copy();
`;

/**
 * Keeps the logs of SQLite files short in a thread of its own. Whoever writes would otherwise copy a long one by itself
 * from time to time, and answer nobody for tens of milliseconds.
 */
export function createCheckpointer(paths: readonly string[], onError: (error: unknown) => void): Checkpointer {
  let thread: Worker | undefined;

  function look(): void {
    if (!paths.some(hasLongLog)) return;
    clearInterval(timer);
    thread = new Worker(THREAD, { eval: true, workerData: paths, env: {}, execArgv: ["--no-warnings"] });
    thread.unref();
    thread.on("error", onError);
    thread.on("exit", () => {
      thread = undefined;
    });
  }
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();

  return {
    async close() {
      clearInterval(timer);
      if (!thread) return;
      // Also a thread that fails meanwhile is gone then, and has been told of.
      const gone = Promise.withResolvers<unknown>();
      thread.once("exit", gone.resolve);
      thread.ref();
      thread.postMessage("close");
      await gone.promise;
    },
  };
}

function hasLongLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > LONG_LOG_BYTES;
}
