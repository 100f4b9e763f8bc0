import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pnpm } from "./run-command.mjs";
import { root } from "./workspace.mjs";

/**
 * Packs packages as `pnpm publish` would, from what is built. Resolves to each one with its folder, its tarball with size
 * in bytes and files, and the names of what it leaves to its users to install.
 */
export async function packAll(packages, folder) {
  mkdirSync(folder, { recursive: true });
  const filters = packages.flatMap(({ manifest }) => ["--filter", manifest.name]);
  const output = await pnpm(root, "--recursive", ...filters, "pack", "--pack-destination", folder, "--json");
  const packed = new Map([JSON.parse(output)].flat().map((result) => [result.name, result]));
  return packages.map(({ folder: source, manifest }) => {
    const { filename, size, files } = packed.get(manifest.name) ?? {};
    if (!filename) throw new Error(`pnpm pack made no tarball of ${manifest.name}.`);
    return {
      name: manifest.name,
      source: join(root, source),
      tarball: filename,
      size,
      files: files.map(({ path }) => path),
      peers: Object.keys(manifest.peerDependencies ?? {}),
    };
  });
}
