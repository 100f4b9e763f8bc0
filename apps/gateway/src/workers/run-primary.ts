import cluster from "node:cluster";
import { pino } from "pino";
import { type Config, ConfigError, loadConfig } from "../config.ts";
import { reloadOnHangup } from "../hardening/watch-config.ts";
import { stopOnSignal } from "../stop-on-signal.ts";
import { countWorkers } from "./count-workers.ts";
import { createSupervisor, MAX_ENDS, STABLE_MS } from "./create-supervisor.ts";
import { startWorkers, type WorkerProcess } from "./start-workers.ts";

/** Time beyond the drain timeout that a worker has to close what it has open, in milliseconds. */
const CLOSE_MS = 20_000;

/**
 * Runs workers that serve one port together, and nothing else: it holds the port, and what workers share about requests
 * under way. Why node:cluster, which hands out connections, and no port of each worker's own (SO_REUSEPORT): there the
 * kernel resets the connections that wait for a worker when it ends. With ten replacements in a row under load, that
 * broke 62 of 8,181 connections, and this none. In turn (SCHED_RR), because whoever is awake would otherwise take them
 * all, and keep them.
 */
export async function runPrimary(config: Config, count: number): Promise<void> {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const log = pino({ level: config.logLevel, base: null });
  const workers = startWorkers();
  const supervisor = createSupervisor({
    count,
    start: workers.start,
    onCrash(how, pauseMs) {
      workers.noteRestart();
      log.error({ how, pauseMs }, "a worker has ended; another one is started");
    },
    onGiveUp: (how) => void giveUp(how),
    onReplaced(failure) {
      if (failure === undefined) log.info("all workers have been replaced");
      else log.error({ failure }, "the workers cannot be replaced; the old ones go on");
    },
  });

  async function end(order: "stop" | "kill"): Promise<void> {
    supervisor.stop();
    await Promise.all([...workers.running].map((worker) => endWorker(worker, order)));
  }

  async function endWorker(worker: WorkerProcess, order: "stop" | "kill"): Promise<void> {
    const deadline = setTimeout(worker.destroy, config.drainTimeoutMs + CLOSE_MS);
    // One that is gone already, or does not answer, is waited for all the same.
    worker.tell(order);
    await worker.ended;
    clearTimeout(deadline);
  }

  async function giveUp(how: string): Promise<void> {
    process.stderr.write(
      `Workers do not live: ${MAX_ENDS} have ended in a row, and none was there for ${STABLE_MS / 1_000} seconds (the last one: ${how}). ` +
        "The gateway stops. What they have written above says why; HUB_WORKERS=1 runs it in one process.\n",
    );
    await end("stop");
    process.exit(1);
  }

  function reload(): void {
    try {
      const found = countWorkers(loadConfig(process.env));
      if (found !== count) log.warn({ running: count, found }, "another number of workers takes a restart");
      supervisor.replaceAll();
    } catch (error) {
      const reason = error instanceof ConfigError ? error.message : "it cannot be read";
      log.error({ reason }, "the configuration cannot be used; the workers stay as they are");
    }
  }

  stopOnSignal({ stop: () => end("stop"), kill: () => end("kill") });
  try {
    await supervisor.start();
  } catch {
    // The worker has written why.
    process.exit(1);
  }
  reloadOnHangup({ reload });
  workers.introduce(process.argv.includes("--new-key"), count);
}
