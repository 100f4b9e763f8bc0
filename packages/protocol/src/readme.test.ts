import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe("the README", () => {
  it("has an example that runs as it stands and prints what its comments say", () => {
    const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
    const promised = [...example.matchAll(/^ *console\.log.*; \/\/ (.*)$/gm)].map((line) => line[1]);
    expect(promised.length).toBeGreaterThan(0);
    // Run by Node itself in the package's folder, where the package's own name leads to its sources.
    const printed = execFileSync(process.execPath, ["--conditions=@hub/source", "--input-type=module-typescript"], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      input: example,
      encoding: "utf8",
    });
    expect(printed.trim().split("\n")).toEqual(promised);
  });

  it("names every export once, and nothing else, in its table of exports", () => {
    const index = readFileSync(new URL("./index.ts", import.meta.url), "utf8");
    const exported = [...index.matchAll(/{([^}]*)}/g)].flatMap((list) => list[1]?.match(/\b(?!type\b)\w+/g) ?? []);
    const table = readme.split(/^## /m).find((text) => text.startsWith("Exports")) ?? "";
    expect([...table.matchAll(/`(\w+)`/g)].map((name) => name[1]).sort()).toEqual(exported.sort());
  });
});
