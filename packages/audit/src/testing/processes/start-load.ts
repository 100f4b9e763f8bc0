import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { AuditStore } from "../../store.ts";

/** What a process is to record, and where. */
export interface LoadTask {
  /** The URL of a TestStoreModule. */
  module: string;
  connection: string;
  /** Of the journals. */
  directory: string;
  /** Of its correlation ids. */
  prefix: string;
  /** The file that it writes down its promised records in. */
  log: string;
}

/** What opens a store in a process of its own. */
export interface TestStoreModule {
  openTestStore(connection: string): AuditStore;
}

/** A process that records without end. */
export interface Load {
  /** Resolves when it has recorded so many more, some twenty at a time. @throws when it has ended */
  recorded(count: number): Promise<void>;
  /** Ends it without a chance to tidy up, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts such a process, which ends with the test at the latest. */
export function startLoad(task: LoadTask): Load {
  const child = fork(fileURLToPath(new URL("./append-load.ts", import.meta.url)), [JSON.stringify(task)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  return {
    async recorded(count) {
      for (let left = count; left > 0; left -= 20) {
        const message = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
        if (!message) throw new Error("a process under load ended early");
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
