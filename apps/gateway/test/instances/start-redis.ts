import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support.ts";

/** A Redis server of a test's own, which keeps nothing. */
export interface RedisServer {
  /** Its socket's path. */
  path: string;
  /** It falls silent, and keeps its connections. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Starts it with a socket in a folder. */
export async function startRedis(directory: string): Promise<RedisServer> {
  const path = join(directory, "redis.sock");
  let process: ChildProcess;
  const server: RedisServer = {
    path,
    freeze: () => void process.kill("SIGSTOP"),
    thaw: () => void process.kill("SIGCONT"),
    async kill() {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const ended = once(process, "exit");
      process.kill("SIGKILL");
      await ended;
    },
    async start() {
      const options = ["--port", "0", "--unixsocket", path, "--dir", directory, "--save", "", "--appendonly", "no"];
      process = spawn("redis-server", options, { stdio: "ignore" });
      await eventually(() => {
        if (!existsSync(path)) throw new Error("redis-server does not listen yet.");
      });
    },
  };
  await server.start();
  return server;
}
