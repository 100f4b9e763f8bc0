import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// V8 makes a hidden class of its own for every object that a literal with a getter makes, and for every generator
// function that is made within another function and called. It lives in the old part of the heap and keeps all that the
// getter or generator sees, such as a whole request, alive until the next full collection.

const root = join(import.meta.dirname, "..");
const sources = globSync("{packages,apps}/*/src/**/*.ts", { cwd: root })
  .filter((path) => !/\.test\.ts$|\/testing\/|^packages\/sandbox\//.test(path))
  .sort();

/** Those with a line that matches. */
function withLine(pattern: RegExp): string[] {
  return sources.filter((path) => pattern.test(readFileSync(join(root, path), "utf8")));
}

it("no request makes objects with getters", () => {
  const madeOnce = [
    "apps/gateway/src/hub-keys.ts",
    "apps/gateway/src/telemetry/count-streams.ts",
    "packages/budget/src/sqlite/sqlite-tables.ts",
    "packages/catalog/src/watch-catalog-file.ts",
    "packages/core/src/hub.ts",
  ];
  expect(withLine(/^\s*[gs]et \w+\(.*\) \{$/m)).toEqual(madeOnce);
});

it("no request makes generator functions", () => {
  const madeOnce = ["packages/redactor/src/engine.ts", "packages/redactor/src/scan/scanner.ts"];
  expect(withLine(/^[ \t]+(?:.*\bfunction ?\*|(?:async )?\*\s*[\w[]+.*\) ?(?::.*)?\{$)/m)).toEqual(madeOnce);
});
