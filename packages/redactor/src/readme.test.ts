import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import { createChatRedactor } from "./chat/index.ts";
import { redactChat } from "./express.ts";
import { createRedactor, definePolicy, PRESETS, REDACTION_ERROR_CODES } from "./index.ts";
import { ACTIONS } from "./policy/policy.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs one of the README's examples with these names for its imports, and returns what it logs. */
async function runExample(position: number, imports: Record<string, unknown>): Promise<unknown[]> {
  const source = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)][position]?.[1] ?? "";
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const logged: unknown[] = [];
  const console = { log: (value: unknown) => logged.push(value) };
  await new AsyncFunction(...Object.keys(imports), "console", body)(...Object.values(imports), console);
  return logged;
}

it("the first example of the README does what it says", async () => {
  const [text, findings, restored, streamed] = await runExample(0, { createRedactor });
  const [, comment] = /console\.log\(text\); \/\/ (.*)/.exec(readme) ?? [];
  expect(text).toBe(comment);
  expect(findings).toEqual(["EMAIL_ADDRESS 9-25", "EMAIL_ADDRESS 34-49"]);
  expect(restored).toBe("Done: Write to jane@example.com, not to joe@example.com.");
  expect(streamed).toBe("Write to jane@example.com, not to joe@example.com.");
});

it("the chat example of the README does what it says", async () => {
  expect(await runExample(1, { createChatRedactor })).toEqual(["Sent: Mail jane@example.com", 1]);
});

it("the Express example of the README puts the middleware before the handler", async () => {
  const routes: unknown[][] = [];
  await runExample(2, { redactChat, express: () => ({ post: (...route: unknown[]) => routes.push(route) }) });
  expect(routes).toEqual([["/v1/chat/completions", expect.any(Function), expect.any(Function)]]);
});

it("the README names every preset, action, policy field and error code", () => {
  const names = [...PRESETS, ...ACTIONS, ...Object.keys(definePolicy()), ...Object.keys(REDACTION_ERROR_CODES)];
  for (const name of names) expect(readme).toContain(`\`${name}\``);
});
