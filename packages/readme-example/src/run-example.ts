import { stripTypeScriptTypes } from "node:module";
import { inspect } from "node:util";
import { readExample } from "./read-example.ts";

/** An example in a README, and what it stands on. */
export interface ReadmeExample {
  readme: URL;
  /** Counts the README's `ts` blocks from 0. Default 0. */
  position?: number;
  /** The modules that it imports, by name. Give a factory a test server's URL here, and the example stays as users read it. */
  modules: Readonly<Record<string, object>>;
  /** What it declares without a value, such as `declare const budget: Budget`, and globals to be replaced, such as `fetch`. */
  given?: Readonly<Record<string, unknown>>;
}

const IMPORT = /^import (\{[^}]*\}|\w+) from "([^"]+)";$/gm;
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (...parameters: unknown[]) => Promise<void>;

/** Runs an example from a README and returns the lines that it logs. */
export async function runExample({ readme, position = 0, modules, given = {} }: ReadmeExample): Promise<string[]> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => {
    lines.push(values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" "));
  };
  const body = stripTypeScriptTypes(readExample(readme, position)).replaceAll(
    IMPORT,
    (_statement, names: string, module: string) => {
      if (!modules[module]) throw new Error(`The example imports "${module}", which the test does not give it.`);
      return `const ${names.replaceAll(" as ", ": ")} = modules[${JSON.stringify(module)}]${names.startsWith("{") ? "" : ".default"};`;
    },
  );
  await new AsyncFunction("modules", "console", ...Object.keys(given), body)(modules, { log }, ...Object.values(given));
  return lines;
}
