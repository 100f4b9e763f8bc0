import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** What a worker process is to do. */
export interface WorkerTask {
  module: string;
  connection: string;
  task:
    | { kind: "contend"; prefix: string; requests: number; wallet: string; usd: number }
    | { kind: "load"; prefix: string; wallet: string; log: string };
}

/** A process that has opened its store and waits. */
export interface Worker {
  /** Lets it begin. */
  go(): void;
  /** How many of its reservations were admitted; for `contend`. @throws when the process ends before it says so */
  admitted(): Promise<number>;
  /** Ends it without a chance to tidy up, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a process of its own for a task, which ends with the test at the latest; resolves when it is ready to go. */
export async function startWorker(task: WorkerTask): Promise<Worker> {
  const child = fork(fileURLToPath(new URL("./store-worker.ts", import.meta.url)), [JSON.stringify(task)], {
    execArgv: ["--conditions=@hub/source", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const messageOrEnd = async (): Promise<unknown> => {
    const message = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
    if (!message) throw new Error("a worker process ended early");
    return message[0];
  };
  await messageOrEnd();
  return {
    go: () => child.send("go"),
    async admitted() {
      const admitted = (await messageOrEnd()) as number;
      await ended;
      return admitted;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
