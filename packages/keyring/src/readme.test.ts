import { readFileSync } from "node:fs";
import { promisedLines, runExample } from "@hub/readme-example";
import pg from "pg";
import { expect, it } from "vitest";
import { createKeyring } from "./create-keyring.ts";
import { KEYRING_ERROR_CODES } from "./keyring-error.ts";
import { createPostgresStore } from "./postgres.ts";
import { createSqliteStore } from "./sqlite.ts";
import { MASTER_KEY } from "./testing/master-key.ts";

const readme = new URL("../README.md", import.meta.url);
const openInMemory = () => createSqliteStore({ path: ":memory:" });

it("the example of the README lets a key in", async () => {
  const modules = {
    "@hub/keyring": { createKeyring, masterKeyFile: () => MASTER_KEY },
    "@hub/keyring/sqlite": { createSqliteStore: openInMemory },
  };
  expect(await runExample({ readme, modules })).toEqual(promisedLines(readme));
});

it("the example of a credential in the README opens it", async () => {
  const keyring = await createKeyring({ store: openInMemory(), masterKeys: [MASTER_KEY] });
  const { id: project } = await keyring.projects.create({ name: "Shop" });
  const lines = await runExample({ readme, position: 1, modules: { "@hub/keyring": {} }, given: { keyring, project } });
  expect(lines).toEqual(promisedLines(readme, 1));
  await keyring.close();
});

it("the example of PostgreSQL in the README opens and closes a store", async () => {
  const modules = { "@hub/keyring/postgres": { createPostgresStore }, pg };
  expect(await runExample({ readme, position: 2, modules })).toEqual([]);
});

it("the README names every error code and every reason of a refusal", () => {
  const text = readFileSync(readme, "utf8");
  const reasons = ["malformed", "unknown", "expired", "revoked", "disabled", "project_archived"];
  for (const name of [...Object.keys(KEYRING_ERROR_CODES), ...reasons]) expect(text).toContain(`\`${name}\``);
});
