import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import { expect, it } from "vitest";
import { createChatRedactor } from "./chat/index.ts";
import { redactChat } from "./express.ts";
import { createRedactor, definePolicy, PRESETS, REDACTION_ERROR_CODES } from "./index.ts";
import { ACTIONS } from "./policy/policy.ts";

const readme = new URL("../README.md", import.meta.url);

it("the first example of the README does what it says", async () => {
  const [text, findings, restored, streamed] = await runExample({
    readme,
    modules: { "@hub/redactor": { createRedactor } },
  });
  expect([text]).toEqual(promisedLines(readme));
  expect(findings).toBe("[ 'EMAIL_ADDRESS 9-25', 'EMAIL_ADDRESS 34-49' ]");
  expect(restored).toBe("Done: Write to jane@example.com, not to joe@example.com.");
  expect(streamed).toBe("Write to jane@example.com, not to joe@example.com.");
});

it("the chat example of the README does what it says", async () => {
  const modules = { "@hub/redactor/chat": { createChatRedactor } };
  expect(await runExample({ readme, position: 1, modules })).toEqual(["Sent: Mail jane@example.com", "1"]);
});

it("the Express example of the README puts the middleware before the handler", async () => {
  const routes: unknown[][] = [];
  const modules = {
    "@hub/redactor/express": { redactChat },
    express: { default: () => ({ post: (...route: unknown[]) => routes.push(route) }) },
  };
  await runExample({ readme, position: 2, modules });
  expect(routes).toEqual([["/v1/chat/completions", expect.any(Function), expect.any(Function)]]);
});

it("the README names every preset, action, policy field and error code", () => {
  const names = [...PRESETS, ...ACTIONS, ...Object.keys(definePolicy()), ...Object.keys(REDACTION_ERROR_CODES)];
  const text = readFileSync(readme, "utf8");
  for (const name of names) expect(text).toContain(`\`${name}\``);
});
