import { describe, expect, it } from "vitest";
import { contentProblems } from "./contents.mjs";
import { formatSizes, growthProblems, parseSizes } from "./sizes-table.mjs";

describe("what is in a tarball", () => {
  const manifest = {
    license: "Apache-2.0",
    publishConfig: { access: "public", provenance: true },
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  };
  const files = ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts", "dist/index.js.map"];
  const sources = ["../src/index.ts", "../../src/testing/pieces.ts"];

  it("is fine as it is built", () => {
    expect(contentProblems({ manifest, files, sources })).toEqual([]);
  });

  it.each([
    ["a source", { files: [...files, "src/index.ts"] }],
    ["a test that was built", { files: [...files, "dist/index.test.js"] }],
    ["training data", { files: [...files, "dist/training/words.js"] }],
    ["code that is built from a test's helper", { sources: ["../src/test-support.ts"] }],
    ["code that is built from training data", { sources: ["../training/corpus.mjs"] }],
    ["no licence", { files: files.filter((path) => path !== "LICENSE") }],
    ["no declarations", { files: files.filter((path) => path !== "dist/index.d.ts") }],
    ["a source condition", { manifest: { ...manifest, exports: { ".": { "@hub/source": "./dist/index.js" } } } }],
  ])("may not be: %s", (_what, difference) => {
    expect(contentProblems({ manifest, files, sources, ...difference })).not.toEqual([]);
  });
});

describe("the table of sizes", () => {
  const sizes = [
    { name: "@hub/a", packed: 10_000, own: 1_000, whole: 2_000 },
    { name: "@hub/bcd", packed: 123_456, own: 7_890, whole: 1_234_567 },
  ];
  const committed = parseSizes(formatSizes(sizes));

  it("is read as it was written, to a tenth of a kB", () => {
    expect(Object.fromEntries(committed)).toEqual({
      "@hub/a": { packed: 10_000, own: 1_000, whole: 2_000 },
      "@hub/bcd": { packed: 123_500, own: 7_900, whole: 1_234_600 },
    });
  });

  it("allows for a tenth more, and for less", () => {
    expect(growthProblems(sizes, committed)).toEqual([]);
    const others = [{ ...sizes[0], packed: 11_000, own: 200 }, sizes[1]];
    expect(growthProblems(others, committed)).toEqual([]);
  });

  it("names what has grown more", () => {
    const others = [
      { ...sizes[0], packed: 11_001 },
      { ...sizes[1], whole: 1_400_000 },
    ];
    expect(growthProblems(others, committed)).toEqual([
      "@hub/a has grown: packed 10000 → 11001 bytes",
      "@hub/bcd has grown: whole 1234600 → 1400000 bytes",
    ]);
  });

  it("names packages that it lacks, and those that are gone", () => {
    expect(growthProblems([{ ...sizes[0], name: "@hub/new" }, sizes[1]], committed)).toEqual([
      "@hub/new is not in the table of sizes",
      "@hub/a is in the table of sizes, but is no package",
    ]);
  });
});
