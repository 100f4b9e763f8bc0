import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import { routeRequests } from "./express.ts";
import { createRouter } from "./index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source]) => source ?? "");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs one of the README's examples with these names in place of its imports, and returns what it logs. */
async function runExample(position: number, names: Record<string, unknown>): Promise<unknown[]> {
  const logged: unknown[] = [];
  const console = { log: (value: unknown) => logged.push(value) };
  const body = stripTypeScriptTypes(examples[position] ?? "").replaceAll(/^import .*$/gm, "");
  await new AsyncFunction(...Object.keys(names), "console", body)(...Object.values(names), console);
  return logged;
}

it("the first example routes two HTTP services, in twenty lines", async () => {
  const asked: string[] = [];
  const fetch = async (url: string, { body }: RequestInit) => {
    asked.push(url);
    return url.includes("us") ? new Response("", { status: 503 }) : new Response(`{"for":${body}}`);
  };
  expect(await runExample(0, { createRouter, fetch })).toEqual([
    "https://eu.example/quote answered, attempt 2",
    { for: { items: 3 } },
  ]);
  expect(asked).toEqual(["https://us.example/quote", "https://eu.example/quote"]);
  expect(examples[0]?.trim().split("\n").length).toBeLessThanOrEqual(20);
});

it("the Express example mounts a handler", async () => {
  const mounted: unknown[][] = [];
  await runExample(1, { routeRequests, express: () => ({ use: (...route: unknown[]) => mounted.push(route) }) });
  expect(mounted).toEqual([["/v1", expect.any(Function)]]);
});

it.each([
  ["candidate.ts", /^export interface Candidate<T> \{\n(.*?)^\}/ms],
  ["create-router.ts", /^export interface RouterOptions \{\n(.*?)^\}/ms],
  ["run.ts", /^export interface RunOptions<T> \{\n(.*?)^\}/ms],
  ["express.ts", /^export interface RouteRequestsOptions \{\n(.*?)^\}/ms],
  ["health/health.ts", /^export interface HealthReport \{\n(.*?)^\}/ms],
])("the README names every field in %s", (file, block) => {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  const fields = [...(block.exec(source)?.[1] ?? "").matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  expect(fields.length).toBeGreaterThan(3);
  for (const field of fields) expect(readme).toContain(`\`${field}\``);
});

it("the README names every reason", () => {
  const source = readFileSync(new URL("candidate.ts", import.meta.url), "utf8");
  const reasons = [...source.matchAll(/^export type (?:Step|Filter)Reason =([^;]*);/gm)].flatMap(([, union]) => [
    ...(union ?? "").matchAll(/"([^"]+)"/g),
  ]);
  expect(reasons.length).toBe(15);
  for (const [, reason] of reasons) expect(readme).toContain(`\`${reason}\``);
});
