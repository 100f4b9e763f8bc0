import { readFileSync } from "node:fs";
import { runExample } from "@hub/readme-example";
import { expect, it } from "vitest";
import { routeRequests } from "./express.ts";
import { createRouter } from "./index.ts";

const readme = new URL("../README.md", import.meta.url);
const text = readFileSync(readme, "utf8");

it("the first example routes two HTTP services", async () => {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return url.includes("us") ? new Response("", { status: 503 }) : new Response('{"price":3}');
  };
  const lines = await runExample({ readme, modules: { "@hub/router": { createRouter } }, given: { fetch } });
  expect(lines).toEqual(["https://eu.example/quote { price: 3 }"]);
  expect(asked).toEqual(["https://us.example/quote", "https://eu.example/quote"]);
});

it("the Express example mounts a handler", async () => {
  const mounted: unknown[][] = [];
  const modules = {
    "@hub/router/express": { routeRequests },
    express: { default: () => ({ use: (...route: unknown[]) => mounted.push(route) }) },
  };
  await runExample({ readme, position: 1, modules });
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
  for (const field of fields) expect(text).toContain(`\`${field}\``);
});

it("the README names every reason", () => {
  const source = readFileSync(new URL("candidate.ts", import.meta.url), "utf8");
  const reasons = [...source.matchAll(/^export type (?:Step|Filter)Reason =([^;]*);/gm)].flatMap(([, union]) => [
    ...(union ?? "").matchAll(/"([^"]+)"/g),
  ]);
  expect(reasons.length).toBe(15);
  for (const [, reason] of reasons) expect(text).toContain(`\`${reason}\``);
});
