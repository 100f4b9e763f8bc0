import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { readJson, root } from "./workspace.mjs";

const execute = promisify(execFile);

/** Many times what any of these commands takes; one that does not end, such as a module that keeps a timer, has failed. */
const TIMEOUT_MS = 180_000;

/** Runs a program in a folder and resolves to what it printed; rejects with all of its output when it fails. */
export async function runCommand(cwd, program, args) {
  try {
    return (await execute(program, args, { cwd, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const output = `${error.stdout ?? ""}${error.stderr ?? ""}`.trim();
    throw new Error(`${program} ${args.join(" ")}\n${output || error.message}`);
  }
}

/** Runs the pinned pnpm, which npx has from the run that installed this repository. */
export async function pnpm(cwd, ...args) {
  pinned ??= locate();
  return runCommand(cwd, await pinned, args);
}

let pinned;

async function locate() {
  const { version } = readJson(join(root, "package.json")).devEngines.packageManager;
  const where = ["--yes", "--prefer-offline", "--package", `pnpm@${version}`, "--call", "command -v pnpm"];
  return (await runCommand(root, "npx", where)).trim();
}
