import { spawn } from "node:child_process";
import { PassThrough } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { run } from "../../src/cli/run.ts";
import { ADMIN_KEY } from "./start-admin.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** What a command came to. */
export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** How a command is run. */
export interface RunOptions {
  environment?: Record<string, string>;
  stdin?: string;
}

/** Runs `hub` here, against a gateway. */
export async function runHub(url: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { environment, stdin = "" } = options;
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(stdin);
  const texts = Promise.all([readAll(output), readAll(errors)]);
  const code = await run({
    arguments: args,
    environment: { HUB_URL: url, HUB_ADMIN_KEY: ADMIN_KEY, ...environment },
    stdin: input as unknown as NodeJS.ReadStream,
    stdout: output as unknown as NodeJS.WriteStream,
    stderr: errors as unknown as NodeJS.WriteStream,
  });
  output.end();
  errors.end();
  const [out, err] = await texts;
  return { code, out, err };
}

/** Runs `hub` as a process of its own, with nothing in its environment but what is given. */
export async function spawnHub(environment: Record<string, string>, args: readonly string[], stdin = ""): Promise<Ran> {
  const child = spawn(process.execPath, ["--conditions=@hub/source", MAIN, ...args], {
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
  child.stdin.on("error", () => {}).end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [code, out, err] = await Promise.all([ended, readAll(child.stdout), readAll(child.stderr)]);
  return { code, out, err };
}
