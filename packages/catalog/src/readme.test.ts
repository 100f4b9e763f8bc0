import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import * as catalog from "./index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs one of the README's examples and returns what it logs. */
async function runExample(position: number): Promise<unknown[]> {
  const source = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)][position]?.[1] ?? "";
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const logged: unknown[] = [];
  const console = { log: (value: unknown) => logged.push(value) };
  await new AsyncFunction(...Object.keys(catalog), "console", body)(...Object.values(catalog), console);
  return logged;
}

it("the first example of the README does what it says", async () => {
  const [model, ...offers] = await runExample(0);
  expect(model).toBe("claude-sonnet-4-5");
  expect(offers.pop()).toBe("$0.5275");
  expect(offers).toContain("groq/llama-3.3-70b-versatile");
  expect(offers.length).toBeGreaterThan(2);
});

it("the example of an overrides file does what it says", async () => {
  expect(await runExample(1)).toEqual([{ input: 100_000, output: 300_000 }, 1_800_000]);
});

it("the example of a file that is followed runs without one", async () => {
  expect(await runExample(2)).toEqual([undefined]);
});

it("the README names every export that is a value, and every error code", () => {
  for (const name of Object.keys(catalog)) expect(readme).toContain(`\`${name}`);
  for (const code of ["unknown_price", "invalid_usage", "invalid_catalog_file"])
    expect(readme).toContain(`\`${code}\``);
});

it("the README says no more models than there are", () => {
  expect(catalog.createCatalog().models.length).toBeGreaterThan(200);
});
