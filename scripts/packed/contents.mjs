import { faultsOf } from "../release/faults-of.mjs";

/** Words in the paths of tests, fixtures and training data that no module has which users import. */
const UNWELCOME = /\.test\b|\.test-helper\b|\btest-(support|store)\b|\bfixtures\/|\btraining\b|\bcorpus\b/;

/** What is wrong with the files and the manifest of a tarball. `sources` are the paths that its source maps name. */
export function contentProblems({ files, manifest, sources }) {
  return [
    ...faultsOf(manifest, files),
    ...files.filter((path) => UNWELCOME.test(path)).map((path) => `${path} is for tests or training`),
    ...sources.filter((path) => UNWELCOME.test(path)).map((path) => `it is built from ${path}`),
    ...conditionsOf(manifest.exports)
      .filter((condition) => !["types", "default"].includes(condition))
      .map((condition) => `exports has the condition ${condition}`),
  ];
}

function conditionsOf(exports) {
  if (typeof exports !== "object" || exports === null) return [];
  return Object.entries(exports).flatMap(([key, value]) => [
    ...(key.startsWith(".") ? [] : [key]),
    ...conditionsOf(value),
  ]);
}
