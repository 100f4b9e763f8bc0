import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import { createKeyring } from "./create-keyring.ts";
import { KEYRING_ERROR_CODES } from "./keyring-error.ts";
import { createSqliteStore } from "./sqlite.ts";
import { MASTER_KEY } from "./testing/master-key.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

it("the example of the README lets a key in until it is revoked", async () => {
  const source = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const logged: unknown[][] = [];
  const imports = {
    createKeyring,
    masterKeyFile: () => MASTER_KEY,
    createSqliteStore: () => createSqliteStore({ path: ":memory:" }),
    console: { log: (...values: unknown[]) => logged.push(values) },
  };
  await new AsyncFunction(...Object.keys(imports), body)(...Object.values(imports));
  expect(logged).toEqual([["Shop", ["openai/*"]], ["sk-of-the-shop".length], [false]]);
});

it("the README names every error code and every reason of a refusal", () => {
  const reasons = ["malformed", "unknown", "expired", "revoked", "disabled", "project_archived"];
  for (const name of [...Object.keys(KEYRING_ERROR_CODES), ...reasons]) expect(readme).toContain(`\`${name}\``);
});
