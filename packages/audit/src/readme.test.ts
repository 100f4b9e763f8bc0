import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { AuditOptions } from "./audit.ts";
import { AUDIT_ERROR_CODES } from "./audit-error.ts";
import { loadSigningKey } from "./chain/signing-key.ts";
import { createAudit } from "./create-audit.ts";
import { verifyExport } from "./export/verify-export.ts";
import { VERIFY_PROBLEMS } from "./export/verify-problem.ts";
import { USAGE_GROUPS } from "./query/queries.ts";
import { AUDIT_OUTCOMES } from "./record/audit-record.ts";
import { createSqliteStore } from "./sqlite.ts";
import { newDirectory } from "./testing/audit-bench.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...values: unknown[]) => Promise<void>;

it("the example of the README records a request, and verifies the chain", async () => {
  const source = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  const body = stripTypeScriptTypes(source).replaceAll(/^import .*$/gm, "");
  const folder = newDirectory();
  const logged: unknown[] = [];
  const names = {
    createAudit: (options: AuditOptions) => createAudit({ ...options, directory: join(folder, options.directory) }),
    loadSigningKey: (path: string) => loadSigningKey(join(folder, path)),
    createSqliteStore: ({ path }: { path: string }) => createSqliteStore({ path: join(folder, path) }),
    verifyExport,
    console: { log: (value: unknown) => logged.push(value) },
  };
  await new AsyncFunction(...Object.keys(names), body)(...Object.values(names));
  expect(logged).toEqual([1, true]);
});

it("the README names every outcome, group, problem and error code", () => {
  for (const name of [
    ...AUDIT_OUTCOMES,
    ...USAGE_GROUPS,
    ...Object.keys(VERIFY_PROBLEMS),
    ...Object.keys(AUDIT_ERROR_CODES),
  ])
    expect(readme).toContain(`\`${name}\``);
});
