// Peers are installed beside this repository and never into it, and stay there from one run to the next.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { stop } from "../../measure/processes.mjs";

/** A folder of its own for each peer and version. */
export function cacheFolder(name) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "hub-bench", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a command that installs something, unless `product` is there. Throws the last line that it complained with. */
export function installOnce(product, command, args, options) {
  if (existsSync(product)) return;
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 600_000, ...options });
  if (status === 0 && existsSync(product)) return;
  throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? `${command} failed`);
}

/** Installs a package from npm; gives the script that starts it, and the folder that it is in. */
export function installFromNpm(name, version, script) {
  const folder = cacheFolder(`${name.split("/").at(-1)}-${version}`);
  const path = join(folder, "node_modules", name, script);
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
  installOnce(path, "npm", [...args, `${name}@${version}`], { cwd: folder });
  return { script: path, folder };
}

/** A port that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a server that has been started answers requests, with whatever status. */
export async function untilItAnswers(started, url, milliseconds = 90_000) {
  const { child, complaint } = started;
  const until = performance.now() + milliseconds;
  while (performance.now() < until && child.exitCode === null) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await stop(started);
  throw new Error(`${url} does not answer. ${complaint()}`);
}
