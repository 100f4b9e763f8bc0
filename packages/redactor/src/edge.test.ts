import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !/\.test|test-(?:support|helper)/.test(path),
);

it("uses nothing of Node outside of the Express middleware, so that it runs in edge runtimes", () => {
  const bound = sources.filter((path) => !path.startsWith("express"));
  expect(bound.length).toBeGreaterThan(40);
  for (const path of bound) {
    const source = readFileSync(root + path, "utf8");
    expect(source, path).not.toMatch(/\bfrom "(?!\.)/);
    expect(source, path).not.toMatch(/\bBuffer\.(?:from|alloc|concat)|\bsetImmediate\(|\bprocess\.(?:nextTick|hrtime)/);
  }
});
