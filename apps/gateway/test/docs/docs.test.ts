import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { parse as parseYaml } from "yaml";
import { Config } from "../../src/config.ts";
import { startGateway, type TestGateway } from "../support.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { type Block, ROOT, read, readBlocks } from "./read-docs.ts";
import { commandsOf, reasonToSkip, runCommands, runnerOf } from "./shell.ts";

/** Where the documents say that the gateway runs. */
const ADDRESS = "http://127.0.0.1:8787";
const ADMIN_KEY = "an-admin-key-for-documents";

const blocks = readBlocks();
const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));
const examples = of("ts").filter(({ path }) => path === undefined);
const files = of("ts").filter((block): block is Block & { path: string } => block.path !== undefined);

// Modules find their dependencies from here; git and the linter do not look in.
mkdirSync(join(ROOT, "apps/gateway/.vitest"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "apps/gateway/.vitest/docs-"));
for (const { path, source } of files) write(path, withImportsFrom(path, source));
const compiled = compile();

let gateway: TestGateway;
let environment: Record<string, string>;

beforeAll(async () => {
  gateway = await startGateway({ adminKey: ADMIN_KEY });
  const { url, key } = gateway;
  environment = {
    HUB_URL: url,
    HUB_KEY: key,
    HUB_ADMIN_KEY: ADMIN_KEY,
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: key,
    OPENAI_PROD_KEY: "sk-prod-0123456789abcdef",
  };
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

it("every block is of a kind that is run", () => {
  const kinds = new Set(blocks.map(({ language }) => language));
  expect([...kinds].sort()).toEqual(["json", "python", "sh", "text", "ts", "yaml"]);
});

describe("TypeScript", () => {
  it.each(examples)("of $place runs, and gets its answer", async ({ place, source }) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    let output = "";
    const collect = (piece: unknown) => {
      output += String(piece);
      return true;
    };
    vi.spyOn(console, "log").mockImplementation(collect);
    vi.spyOn(process.stdout, "write").mockImplementation(collect);
    onTestFinished(() => void vi.restoreAllMocks());
    const path = `${place.replace(/\W/g, "-")}-run.ts`;
    write(path, source.replaceAll(ADDRESS, gateway.url));
    await import(/* @vite-ignore */ join(folder, path));
    expect(output).toContain("Hello!");
  });
});

for (const { path, place } of files.filter(({ path }) => path.endsWith(".test.ts"))) {
  describe(`the tests of ${place}`, async () => {
    await import(/* @vite-ignore */ join(folder, path));
  });
}

describe("commands", () => {
  const all = of("sh").flatMap(({ doc, source }) => commandsOf(source).map((command) => ({ doc, command })));
  const left = all.filter(({ command }) => !runnerOf(command) && !reasonToSkip(command));
  const scripts = Object.entries(Object.groupBy(left, ({ doc }) => doc));

  it.each(scripts)("of %s run", async (_doc, commands = []) => {
    const script = commands.map(({ command }) => command.replaceAll(ADDRESS, gateway.url));
    const { code, output } = await runCommands(script, environment, temporaryDirectory());
    expect(`${output}\nended with ${code}`).toMatch(/ended with 0$/);
  });

  it.each(all.flatMap(({ doc, command }) => ({ doc, command, ...runnerOf(command) })).filter(({ file }) => file))(
    "of $doc: '$command' is run by $file",
    ({ runs }) => expect(runs).toBe(true),
  );

  for (const { doc, command } of all) {
    const reason = reasonToSkip(command);
    if (reason) it.skip(`of ${doc}: '${command}' (skipped: ${reason})`);
  }
});

describe("Python", () => {
  const hasClient =
    spawnSync("python3", ["-c", "import importlib.util as u; exit(u.find_spec('openai') is None)"]).status === 0;
  const note = hasClient ? "" : " (skipped: python3 has no openai)";

  it.skipIf(!hasClient).each(of("python"))(`of $place gets its answer${note}`, async ({ source }) => {
    const env = { PATH: process.env.PATH, PYTHONUTF8: "1", ...environment };
    const { stdout } = await promisify(execFile)("python3", ["-c", source.replaceAll(ADDRESS, gateway.url)], { env });
    expect(stdout).toContain("Hello!");
  });
});

describe("configurations", () => {
  it.each(of("json").filter(({ note }) => note !== "theirs"))("of $place makes a gateway", async ({ source }) => {
    Config.parse(JSON.parse(source));
    const here = { databaseUrl: undefined, redisUrl: undefined };
    const { client, stop } = await startGateway({ ...JSON.parse(source), ...here });
    const { choices } = await client().chat.completions.create({
      model: "oah/llama-3.3-70b",
      messages: [{ role: "user", content: "Hello!" }],
    });
    expect(choices[0]?.message.content).toContain("Hello!");
    await stop();
  });

  it.each(blocks.filter(({ language, note }) => language === "yaml" || note === "theirs"))(
    "of others, in $place, can be read",
    ({ source }) => {
      expect(Object.keys(parseYaml(source))).not.toEqual([]);
    },
  );
});

it("the architecture names every published package, on the floor of its tag", () => {
  const floors =
    of("text")
      .find(({ doc }) => doc === "ARCHITECTURE.md")
      ?.source.split(/^floor /m) ?? [];
  const floorOf = { "floor-2": "2", provider: "1", vendor: "1", part: "1", "floor-0": "0" };
  for (const folder of readdirSync(join(ROOT, "packages"))) {
    const { name, private: isPrivate } = JSON.parse(read(`packages/${folder}/package.json`));
    if (isPrivate) continue;
    const { tags } = JSON.parse(read(`packages/${folder}/turbo.json`));
    const names = new RegExp(`${name}(?![\\w-])|${name.replace(/-\w+$/, "-\\*")}`, "m");
    const floor = floors.find((section) => names.test(section))?.[0];
    expect(floor, name).toBe(floorOf[tags[0] as keyof typeof floorOf]);
  }
});

it("every TypeScript block type-checks in strict mode", async () => {
  expect(await compiled).toEqual({ code: 0, output: "" });
});

/** Checks the types of all blocks: begun first and waited for last, for it takes seconds of another process. */
async function compile(): Promise<{ code: number | null; output: string }> {
  for (const { place, source } of examples) write(`${place.replace(/\W/g, "-")}.ts`, source);
  const config = {
    extends: join(ROOT, "tsconfig.base.json"),
    compilerOptions: { lib: ["ES2024", "DOM"] },
    include: ["**/*.ts"],
    exclude: ["**/*-run.ts"],
  };
  write("tsconfig.json", JSON.stringify(config));
  const child = spawn(process.execPath, [join(ROOT, "node_modules/typescript-7/bin/tsc"), "-p", folder]);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code, output };
}

function write(path: string, source: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
}

/** A file's imports of its neighbours: those that are blocks, too, or the repository's own. */
function withImportsFrom(path: string, source: string): string {
  return source.replaceAll(/(?<=from ")\.[^"]+(?=")/g, (specifier) => {
    const target = join(dirname(path), specifier);
    return files.some((block) => block.path === target) ? specifier : resolve(ROOT, target);
  });
}
