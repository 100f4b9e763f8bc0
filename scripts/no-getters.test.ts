import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Of these there is one in a process. */
const MADE_ONCE = [
  "apps/gateway/src/hub-keys.ts",
  "apps/gateway/src/telemetry/count-streams.ts",
  "packages/budget/src/sqlite/sqlite-tables.ts",
  "packages/catalog/src/watch-catalog-file.ts",
  "packages/core/src/hub.ts",
];

// V8 gives every object that a literal with a getter makes a hidden class of its own. It lives in the old part of the
// heap and keeps all that the getter sees, such as a whole request, alive until the next full collection.
it("no request makes objects with getters", () => {
  const sources = globSync("{packages,apps}/*/src/**/*.ts", { cwd: root }).filter(
    (path) => !/\.test\.ts$|\/testing\/|^packages\/sandbox\//.test(path),
  );
  const found = sources.filter((path) => /^\s*[gs]et \w+\(.*\) \{$/m.test(readFileSync(join(root, path), "utf8")));
  expect(found.sort()).toEqual(MADE_ONCE);
});
