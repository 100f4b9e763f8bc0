import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./workspace.mjs";

const tsup = createRequire(join(root, "package.json")).resolve("tsup");
/** The bundler that tsup brings. */
const { build } = createRequire(tsup)("esbuild");

/**
 * The size in bytes, minified and gzipped, of what importing a package's main entry loads: its own code, and that with all
 * of its dependencies. What it imports later, when it is used, does not count.
 */
export async function measure(folder, name) {
  return {
    own: await bundledSize(folder, `./node_modules/${name}/dist/index.js`, { packages: "external" }),
    whole: await bundledSize(folder, name, {}),
  };
}

async function bundledSize(folder, entry, options) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: { main: entry },
    outdir: "bundled",
    bundle: true,
    minify: true,
    splitting: true,
    metafile: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node22",
    legalComments: "none",
    logLevel: "error",
    ...options,
  });
  const loaded = loadedWith("bundled/main.js", metafile.outputs);
  const files = outputFiles.filter(({ path }) => [...loaded].some((output) => path.endsWith(output)));
  return files.reduce((total, { contents }) => total + gzipSync(contents, { level: 9 }).length, 0);
}

/** An output and all that it imports statically. */
function loadedWith(output, outputs, seen = new Set()) {
  if (seen.has(output)) return seen;
  seen.add(output);
  for (const { path, kind, external } of outputs[output].imports) {
    if (kind === "import-statement" && !external) loadedWith(path, outputs, seen);
  }
  return seen;
}
