import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT, read } from "./read-docs.ts";

/** Commands that the repository's own checks run, and where. */
const ELSEWHERE: readonly (readonly [command: RegExp, file: string, line: (command: string) => string])[] = [
  [/^docker build /, ".github/workflows/ci.yml", (command) => `- run: ${command}\n`],
  [/^npm start$/, ".ci/smoke.mjs", () => 'spawn("npm", ["start"]'],
  [/^(npm test|node scripts\/run\.mjs pnpm (install|run) .*)$/, ".ci/run", (command) => `${command}\n`],
];

/** Commands that cannot be run by a test, and why. */
const NEVER: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^docker (run|compose) /, "it needs Docker and its images"],
  [/ pnpm changeset$/, "it asks at a terminal"],
];

/** The commands of a block, without comments; those of several lines as one. */
export function commandsOf(source: string): string[] {
  return source
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+#\s.*$/, ""))
    .filter((line) => line.trim() !== "");
}

/** The file that runs a command, where the repository's own checks do; and whether it really does. */
export function runnerOf(command: string): { file: string; runs: boolean } | undefined {
  const found = ELSEWHERE.find(([pattern]) => pattern.test(command));
  if (!found) return undefined;
  const [, file, line] = found;
  return { file, runs: `${read(file)}\n`.includes(line(command)) };
}

/** Why no test can run a command. */
export function reasonToSkip(command: string): string | undefined {
  return NEVER.find(([pattern]) => pattern.test(command))?.[1];
}

/** Runs commands one after the other, until one fails; `npm run hub` is the command from its sources. */
export async function runCommands(
  commands: readonly string[],
  environment: Record<string, string>,
  folder: string,
): Promise<{ code: number | null; output: string }> {
  const bin = join(folder, ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "npm"),
    `#!/bin/sh
[ "$1" = run ] && shift
[ "$1" = --silent ] && shift
[ "$1 $2" = "hub --" ] || { echo "npm $* is not known here" >&2; exit 9; }
shift 2
exec node --conditions=@hub/source ${ROOT}apps/gateway/src/cli/main.ts "$@"
`,
  );
  chmodSync(join(bin, "npm"), 0o755);
  const child = spawn("bash", ["-euo", "pipefail", "-c", commands.join("\n")], {
    cwd: folder,
    env: {
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(":"),
      NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/compile"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, output: out + err };
}
