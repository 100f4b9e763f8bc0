import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import { expect, it } from "vitest";
import * as catalog from "./index.ts";

const readme = new URL("../README.md", import.meta.url);
const modules = { "@hub/catalog": catalog };

it("the first example of the README does what it says", async () => {
  expect(await runExample({ readme, modules })).toEqual(promisedLines(readme));
});

it("the example of an overrides file does what it says", async () => {
  expect(await runExample({ readme, position: 1, modules })).toEqual(["{ input: 100000, output: 300000 }", "1800000"]);
});

it("the example of a file that is followed runs without one", async () => {
  expect(await runExample({ readme, position: 2, modules })).toEqual(["undefined"]);
});

it("the README names every export that is a value, and every error code", () => {
  const text = readFileSync(readme, "utf8");
  for (const name of Object.keys(catalog)) expect(text).toContain(`\`${name}`);
  for (const code of ["unknown_price", "invalid_usage", "invalid_catalog_file"]) expect(text).toContain(`\`${code}\``);
});

it("the README says no more models than there are", () => {
  expect(catalog.createCatalog().models.length).toBeGreaterThan(200);
});
