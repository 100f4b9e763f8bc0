import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisedLines, runExample } from "@hub/readme-example";
import pg from "pg";
import { expect, it } from "vitest";
import type { AuditOptions } from "./audit.ts";
import { AUDIT_ERROR_CODES } from "./audit-error.ts";
import { loadSigningKey } from "./chain/signing-key.ts";
import { createAudit } from "./create-audit.ts";
import { verifyExport } from "./export/verify-export.ts";
import { VERIFY_PROBLEMS } from "./export/verify-problem.ts";
import { createPostgresStore } from "./postgres.ts";
import { USAGE_GROUPS } from "./query/queries.ts";
import { AUDIT_OUTCOMES } from "./record/audit-record.ts";
import { createSqliteStore } from "./sqlite.ts";
import { newDirectory } from "./testing/audit-bench.ts";

const readme = new URL("../README.md", import.meta.url);

it("the example of the README records a request, and verifies the chain", async () => {
  const folder = newDirectory();
  const modules = {
    "@hub/audit": {
      createAudit: (options: AuditOptions) => createAudit({ ...options, directory: join(folder, options.directory) }),
      loadSigningKey: (path: string) => loadSigningKey(join(folder, path)),
      verifyExport,
    },
    "@hub/audit/sqlite": {
      createSqliteStore: ({ path }: { path: string }) => createSqliteStore({ path: join(folder, path) }),
    },
  };
  expect(await runExample({ readme, modules })).toEqual(promisedLines(readme));
});

it("the example of PostgreSQL in the README opens and closes a store", async () => {
  const modules = { "@hub/audit/postgres": { createPostgresStore }, pg };
  expect(await runExample({ readme, position: 1, modules })).toEqual([]);
});

it("the README names every outcome, group, problem and error code", () => {
  const text = readFileSync(readme, "utf8");
  for (const name of [
    ...AUDIT_OUTCOMES,
    ...USAGE_GROUPS,
    ...Object.keys(VERIFY_PROBLEMS),
    ...Object.keys(AUDIT_ERROR_CODES),
  ])
    expect(text).toContain(`\`${name}\``);
});
