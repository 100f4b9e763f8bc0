import cluster from "node:cluster";
import { Counter, Gauge, Registry } from "prom-client";
import { closeLostConnections } from "./close-lost-connections.ts";
import { createPeer, type Peer } from "./create-peer.ts";
import type { Worker } from "./create-supervisor.ts";
import { gatherMetrics, type MetricsSnapshot } from "./gather-metrics.ts";
import { keepState } from "./kept-state.ts";

/** How long a worker may take for an answer, in milliseconds: less than a worker waits that asks for all of them. */
const PATIENCE_MS = 2_000;

/** A worker as a process. */
export interface WorkerProcess extends Worker {
  /** Tells it to end: when its answers have, or now. */
  tell(order: "stop" | "kill"): void;
  /** Ends it without asking. */
  destroy(): void;
}

/** The workers of this process, and what they have of it. */
export interface Workers {
  start(): WorkerProcess;
  /** Those that have not ended yet. */
  readonly running: ReadonlySet<WorkerProcess>;
  /** Counts a worker that takes the place of one that has ended by itself. */
  noteRestart(): void;
  /** Has one of them tell of the gateway, and make a key where there is none yet, or one is wanted. */
  introduce(wantsKey: boolean, count: number): void;
}

/** Starts workers, and answers what they ask. */
export function startWorkers(): Workers {
  const running = new Set<WorkerProcess>();
  /** Those that answer requests, by number. */
  const serving = new Map<number, Peer>();
  /** Those of them that take no more connections. */
  const retiring = new Set<number>();
  const state = keepState();
  const gathered = gatherMetrics();
  const registry = new Registry();
  const registers = [registry];
  const help = "Processes that take connections.";
  new Gauge({ name: "hub_workers", help, registers, collect: gaugeOf(() => serving.size - retiring.size) });
  const restarts = new Counter({
    name: "hub_worker_restarts_total",
    help: "Workers that were started in the place of one that had ended by itself.",
    registers,
  });

  /** Asks all that take requests; resolves when each has answered, or cannot. */
  async function askAll(name: string, heed: (id: number, answer: unknown) => void, but?: number): Promise<void> {
    const asked = [...serving].filter(([id]) => id !== but);
    const answers = asked.map(([id, { ask }]) => ask(name).then((answer) => heed(id, answer)));
    await Promise.allSettled(answers);
  }

  async function renderMetrics(): Promise<string> {
    await askAll("metrics", (id, snapshot) => gathered.note(id, snapshot as MetricsSnapshot));
    return gathered.render(await registry.getMetricsAsJSON());
  }

  function start(): WorkerProcess {
    const child = cluster.fork();
    closeLostConnections(child);
    const { id } = child;
    const ready = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<string>();
    const peer = createPeer(
      {
        // What cannot be sent is not answered: whoever has asked hears of it by that.
        send: (message) => void child.send(message, () => {}),
        onMessage: (listener) => void child.on("message", listener),
        onClose: (listener) => void child.once("disconnect", listener),
      },
      {
        ...state,
        ready() {
          serving.set(id, peer);
          ready.resolve();
        },
        leaving: (snapshot: MetricsSnapshot) => gathered.note(id, snapshot),
        show: (text: string) => void process.stdout.write(text),
        refreshOthers: () => askAll("refreshKeys", () => {}, id),
        renderMetrics,
      },
      PATIENCE_MS,
    );
    function end(how: string): void {
      serving.delete(id);
      retiring.delete(id);
      running.delete(worker);
      gathered.retire(id);
      ended.resolve(how);
    }
    child.on("exit", (code, signal) => end(signal ? `killed by ${signal}` : `exit code ${code}`));
    child.on("error", ({ message }) => child.process.pid === undefined && end(message));
    // Nobody can do more than to ask, and a worker that does not answer has ended or will be ended.
    const order = (name: string) => void peer.ask(name).catch(() => {});
    const worker: WorkerProcess = {
      ready: ready.promise,
      ended: ended.promise,
      retire() {
        if (serving.has(id)) retiring.add(id);
        order("retire");
      },
      tell: order,
      destroy: () => void child.process.kill("SIGKILL"),
    };
    running.add(worker);
    return worker;
  }

  return {
    start,
    running,
    noteRestart: () => restarts.inc(),
    introduce(wantsKey, count) {
      const [first] = serving.values();
      void first?.ask("introduce", wantsKey, count).catch(() => {});
    },
  };
}

/** Sets a gauge to what holds when it is read. */
function gaugeOf(read: () => number) {
  return function collect(this: Gauge): void {
    this.set(read());
  };
}
