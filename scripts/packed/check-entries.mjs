import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typecheck } from "./consumer.mjs";
import { runCommand } from "./run-command.mjs";

/** The module specifiers that a package offers to others, its `package.json` left out. */
export function entriesOf({ name, exports }) {
  return Object.keys(exports)
    .filter((path) => path !== "./package.json")
    .map((path) => name + path.slice(1));
}

/** Run by the consumer: loads each entry in both ways, and has to end by itself then, having said nothing. */
const LOADER = `
const assert = require("node:assert/strict");
void (async () => {
  for (const entry of ENTRIES) {
    const imported = await import(entry);
    const required = require(entry);
    assert.ok(Object.keys(imported).length > 0, entry + " exports no value");
    assert.deepEqual(Object.keys(required), Object.keys(imported));
    for (const name of Object.keys(imported)) assert.equal(required[name], imported[name], entry + " is loaded twice");
  }
  const { name } = require(NAME + "/package.json");
  assert.equal(name, NAME);
  assert.throws(() => require(NAME + "/dist/index.js"), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
})();
`;

/** Imports, requires and type-checks every entry of the one package that a consumer has installed. Throws at what fails. */
export async function checkEntries(folder, name) {
  const manifest = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
  const entries = entriesOf(manifest);
  const constants = `const NAME = ${JSON.stringify(name)};\nconst ENTRIES = ${JSON.stringify(entries)};`;
  writeFileSync(join(folder, "load.cjs"), constants + LOADER);
  const said = await runCommand(folder, process.execPath, ["load.cjs"]);
  if (said !== "") throw new Error(`Loading ${name} prints: ${said}`);

  writeImports(folder, entries);
  await typecheck(folder, "node16", ["imports.mts"]);
  await typecheck(folder, "bundler", ["imports.mts"], { skipLibCheck: true });
  return entries;
}

/** Writes modules that make TypeScript read the declarations of entries: `imports.mts` and, in CommonJS, `requires.cts`. */
export function writeImports(folder, entries) {
  const use = (index) => `export type Entry${index} = typeof entry${index};\n`;
  const imports = entries.map((entry, index) => `import * as entry${index} from "${entry}";\n${use(index)}`);
  const requires = entries.map((entry, index) => `import entry${index} = require("${entry}");\n${use(index)}`);
  writeFileSync(join(folder, "imports.mts"), imports.join(""));
  writeFileSync(join(folder, "requires.cts"), requires.join(""));
}
