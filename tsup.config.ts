import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

/** One build for every package: tsup runs in the package's folder, and its `exports` say what the entries are. */
const { exports: entries = {}, private: isApplication = false } = JSON.parse(readFileSync("package.json", "utf8"));

export default defineConfig({
  entry: isApplication
    ? { server: "src/server.ts", hub: "src/cli/main.ts" }
    : Object.values<{ "@hub/source"?: string }>(entries).flatMap((entry) => entry["@hub/source"] ?? []),
  format: ["esm"],
  dts: !isApplication,
  sourcemap: true,
  clean: true,
  target: "node22",
  // Modules such as node:sqlite have no other name.
  removeNodeProtocol: false,
  tsconfig: "tsconfig.json",
});
