// Runs this repository on a machine that has only Node.js (20 or later) and npm:
//
//   node scripts/run.mjs start   installs, builds and starts the gateway
//   node scripts/run.mjs test    installs and runs the tests
//   node scripts/run.mjs pnpm …  runs the pinned pnpm with those arguments
//
// pnpm comes through npx at the version that package.json names. On Linux, Node.js 24 comes with the
// dependencies (node_modules/.bin/node); elsewhere the Node.js that runs this file has to be recent enough itself.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")).devEngines.packageManager;
const windows = process.platform === "win32";

/** Runs a program with this one's terminal; resolves to its exit status. */
function run(command, args, shell = false) {
  const child = spawn(command, args, {
    cwd: root,
    shell,
    stdio: "inherit",
    env: { TURBO_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1", ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  stopWithParent(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

/** npm does not pass SIGTERM on to what it runs. Whoever stops `npm start` means the server, so it follows npm. */
function stopWithParent(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
}

const npx = (...args) => run("npx", ["--yes", "--prefer-offline", ...args], windows);
const pnpm = (script) => npx("--package", `pnpm@${version}`, "--call", script);

// Left alone, V8 lets the space for new objects grow to 128 MB, which takes memory and saves no time.
const SERVER = ["--max-semi-space-size=16", "apps/gateway/dist/server.js"];

const [command, ...args] = process.argv.slice(2);
if (command === "start") {
  const status = await pnpm("pnpm install --frozen-lockfile && pnpm run build:gateway");
  if (status !== 0) process.exit(status);
  const local = `${root}/node_modules/.bin/node`;
  process.exit(await run(existsSync(local) ? local : process.execPath, [...SERVER, ...args]));
} else if (command === "test") {
  process.exit(await pnpm("pnpm install --frozen-lockfile && pnpm run verify"));
} else if (command === "pnpm") {
  process.exit(await npx(`pnpm@${version}`, ...args));
} else {
  console.error("usage: node scripts/run.mjs start|test|pnpm [arguments]");
  process.exit(2);
}
