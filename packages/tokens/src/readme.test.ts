import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import * as tokens from "./index.ts";
import { MOST_PAGES } from "./media/file-tokens.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

it("the example of the README prints what it says", async () => {
  const [, source = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const logged: string[] = [];
  const console = { log: (...values: unknown[]) => logged.push(values.join(" ")) };
  await new AsyncFunction(...Object.keys(tokens), "console", body)(...Object.values(tokens), console);
  expect(logged).toEqual([...source.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment));
  expect(logged).toHaveLength(3);
});

it("the README names every function and the most pages", () => {
  for (const name of Object.keys(tokens)) expect(readme).toContain(`\`${name}(`);
  expect(readme).toContain(`${MOST_PAGES} pages at most`);
});
