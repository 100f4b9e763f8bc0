import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import { expect, it } from "vitest";
import * as tokens from "./index.ts";
import { MOST_PAGES } from "./media/file-tokens.ts";

const readme = new URL("../README.md", import.meta.url);

it.each([0, 1])("example %i of the README prints what it says", async (position) => {
  const lines = await runExample({ readme, position, modules: { "@hub/tokens": tokens } });
  expect(lines.length).toBeGreaterThan(0);
  expect(lines).toEqual(promisedLines(readme, position));
});

it("the README names every function and the most pages", () => {
  const text = readFileSync(readme, "utf8");
  for (const name of Object.keys(tokens)) expect(text).toContain(`\`${name}(`);
  expect(text).toContain(`${MOST_PAGES} pages at most`);
});
