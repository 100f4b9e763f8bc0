import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import { describe, expect, it } from "vitest";
import * as protocol from "./index.ts";

const readme = new URL("../README.md", import.meta.url);

describe("the README", () => {
  it("has an example that runs as it stands and prints what its comments say", async () => {
    const promised = promisedLines(readme);
    expect(promised.length).toBeGreaterThan(0);
    expect(await runExample({ readme, modules: { "@hub/protocol": protocol } })).toEqual(promised);
  });

  it("names every export once, and nothing else, in its table of exports", () => {
    const index = readFileSync(new URL("./index.ts", import.meta.url), "utf8");
    const exported = [...index.matchAll(/{([^}]*)}/g)].flatMap((list) => list[1]?.match(/\b(?!type\b)\w+/g) ?? []);
    const table =
      readFileSync(readme, "utf8")
        .split(/^## /m)
        .find((text) => text.startsWith("Exports")) ?? "";
    expect([...table.matchAll(/`(\w+)`/g)].map((name) => name[1]).sort()).toEqual(exported.sort());
  });
});
