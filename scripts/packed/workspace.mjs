import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Reads a JSON file. */
export const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** Every package and application of the workspace, with its folder and manifest, in the order of their names. */
export function workspacePackages() {
  return globSync("{packages,apps}/*/package.json", { cwd: root })
    .map((path) => ({ folder: dirname(path), manifest: readJson(join(root, path)) }))
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

/** Those that are published. */
export const publishablePackages = () => workspacePackages().filter(({ manifest }) => !manifest.private);

/** The versions that this repository has of packages that it uses itself, such as Express for its tests; without others. */
export function versionsInUse(names) {
  const manifests = [readJson(join(root, "package.json")), ...workspacePackages().map(({ manifest }) => manifest)];
  const versions = manifests.flatMap(({ dependencies, devDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => names.includes(name)),
  );
  return Object.fromEntries(versions);
}
