import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { inspect } from "node:util";

/** An example in a README, and what it may import. */
export interface ReadmeExample {
  readme: URL;
  /** Counts the README's `ts` blocks from 0. */
  position: number;
  /** The modules by name. Give a factory the scripted vendor's base URL here, and the example stays as users read it. */
  modules: Readonly<Record<string, object>>;
}

const IMPORT = /^import (\{[^}]*\}|\w+) from "([^"]+)";$/gm;
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...parameters: unknown[]) => Promise<void>;

/** Runs an example from a README and returns the lines that it logs. */
export async function runExample({ readme, position, modules }: ReadmeExample): Promise<string[]> {
  const blocks = [...readFileSync(readme, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)];
  const source = blocks[position]?.[1];
  if (source === undefined) throw new Error(`The README has ${blocks.length} examples; there is no ${position}.`);
  const lines: string[] = [];
  const log = (...values: unknown[]) => {
    lines.push(values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" "));
  };
  const body = stripTypeScriptTypes(source).replaceAll(IMPORT, (_statement, names: string, module: string) => {
    if (!modules[module]) throw new Error(`The example imports "${module}", which the test does not give it.`);
    return `const ${names} = modules[${JSON.stringify(module)}]${names.startsWith("{") ? "" : ".default"};`;
  });
  await new AsyncFunction("modules", "console", body)(modules, { log });
  return lines;
}
