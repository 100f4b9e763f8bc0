import { readFileSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { writeImports } from "./check-entries.mjs";
import { createConsumer, typecheck } from "./consumer.mjs";
import { versionsInUse } from "./workspace.mjs";

/**
 * Type-checks all entries and the examples of all READMEs in one consumer that has all tarballs, and what the examples
 * import besides. Resolves to the number of examples and what is wrong.
 */
export async function checkTogether(folder, tarballs, entries) {
  const examples = tarballs.flatMap(({ name, source }) => {
    const blocks = readFileSync(join(source, "README.md"), "utf8").matchAll(/^```ts\n(.*?)^```$/gms);
    return [...blocks].map(([, code], index) => ({ file: `${name.replace("@hub/", "")}-${index}.mts`, code }));
  });
  const files = ["imports.mts", ...examples.map(({ file }) => file)];
  try {
    await createConsumer(folder, tarballs, tarballs, versionsInUse(["@types/node", ...foreignImports(examples)]));
    writeImports(folder, entries);
    for (const { file, code } of examples) writeFileSync(join(folder, file), code);
    await typecheck(folder, "node16", files, { skipLibCheck: true });
    await typecheck(folder, "bundler", files);
    await typecheck(folder, "nodenext", ["requires.cts"]);
    return { examples: examples.length, problems: [] };
  } catch (error) {
    return { examples: examples.length, problems: [`all tarballs together: ${error.message}`] };
  }
}

/** What examples import beside this workspace, with the packages of their types. */
function foreignImports(examples) {
  const modules = examples.flatMap(({ code }) => [...code.matchAll(/ from "([^"]+)";$/gm)].map(([, module]) => module));
  const foreign = modules.filter((module) => !module.startsWith("@hub/") && !isBuiltin(module));
  return foreign.flatMap((module) => [module, `@types/${module}`]);
}
