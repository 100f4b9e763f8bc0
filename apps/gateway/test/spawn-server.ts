import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";

/** Half of what a start costs is compiling the sources, and much of the rest loading tokenizers for limited wallets. */
const CHEAP_START = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../../node_modules/.cache/compile", import.meta.url)),
  HUB_INITIAL_CREDIT_USD: "unlimited",
};
const SERVER = fileURLToPath(new URL("../src/server.ts", import.meta.url));

/** Several may start at once, on a machine that has other things to do. In milliseconds. */
const START_MS = 30_000;

/** The gateway as a process of its own. */
export interface ServerProcess {
  /** What it has written so far, to both stdout and stderr. */
  output(): string;
  /** Waits for the banner; resolves to what a person would read from it. */
  ready(): Promise<{ url: string; key: string | undefined; curl: string }>;
  signal(name: NodeJS.Signals): void;
  pid: number;
  /** Resolves when it has ended and its output is complete. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `server.ts` on a free port, from sources; it is killed when the test that asked for it has finished. */
export function spawnServer(environment: Record<string, string>, args: readonly string[] = []): ServerProcess {
  const server = startServer(environment, args);
  onTestFinished(async () => {
    server.signal("SIGKILL");
    await server.ended;
  });
  return server;
}

/** Starts `server.ts` on a free port, from sources. Whoever has started it ends it. */
export function startServer(environment: Record<string, string>, args: readonly string[] = []): ServerProcess {
  const child = spawn(process.execPath, ["--conditions=@hub/source", SERVER, ...args], {
    // Nothing is inherited but the path: a vendor's key in the developer's shell would turn the sandbox off.
    env: { PATH: process.env.PATH ?? "", ...CHEAP_START, HUB_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  let hasEnded = false;
  const ended = once(child, "close").then(([code, signal]) => {
    hasEnded = true;
    return { code, signal };
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async ready() {
      const look = () => {
        if (!hasEnded && !output.includes("Ctrl-C")) throw new Error(`There is no banner yet:\n${output}`);
      };
      await vi.waitFor(look, { timeout: START_MS, interval: 5 });
      const url = /Base URL +(\S+)\/v1\n/.exec(output)?.[1];
      const curl = /^curl .*$/m.exec(output)?.[0];
      if (!url || !curl) throw new Error(`This is no banner:\n${output}`);
      return { url, curl, key: /Hub key +(os_hub_\S+)\n/.exec(output)?.[1] };
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}
