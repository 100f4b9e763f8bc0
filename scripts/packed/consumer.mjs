import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pnpm, runCommand } from "./run-command.mjs";
import { root } from "./workspace.mjs";

/** How a consumer may resolve modules. Of these, `nodenext` alone lets CommonJS `require` ES modules. */
const RESOLUTIONS = {
  node16: { module: "node16", moduleResolution: "node16" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
};

/**
 * An empty project with some of the tarballs installed, and others that their users bring themselves, by name and version.
 * What the tarballs need of this workspace comes from the other tarballs.
 */
export async function createConsumer(folder, wanted, tarballs, others) {
  mkdirSync(folder, { recursive: true });
  const file = ({ tarball }) => `file:${tarball}`;
  const dependencies = Object.fromEntries(wanted.map((packed) => [packed.name, file(packed)]));
  const overrides = Object.fromEntries(tarballs.map((packed) => [packed.name, file(packed)]));
  const manifest = { private: true, dependencies: { ...dependencies, ...others } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "pnpm-workspace.yaml"), JSON.stringify({ packages: [], overrides }));
  await pnpm(folder, "install", "--prefer-offline", "--ignore-scripts");
}

/** Type-checks files of a consumer in strict mode, with the declarations of all its dependencies unless `skipLibCheck`. */
export async function typecheck(folder, resolution, files, { skipLibCheck = false } = {}) {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck,
    noEmit: true,
    target: "es2023",
    lib: ["es2023", "dom", "dom.asynciterable"],
    types: existsSync(join(folder, "node_modules/@types/node")) ? ["node"] : [],
    ...RESOLUTIONS[resolution],
  };
  const config = join(folder, `tsconfig.${resolution}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  await runCommand(folder, process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-p", config]);
}
