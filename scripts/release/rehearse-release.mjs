import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a published package is made of, and what versions are made from. */
const OF_PACKAGES = ["package.json", "README.md", "CHANGELOG.md", "NOTICE", "LICENSE", "dist"];
const OF_THE_ROOT = ["package.json", "pnpm-workspace.yaml", "LICENSE", ".changeset"];

/**
 * Makes the next versions in a copy: changes nothing here, and needs neither git nor a network.
 *
 * @param {string} root the repository
 * @returns {{ directory: string, packages: RehearsedPackage[] }} the copy, which the caller removes, and the packages in it
 *
 * @typedef {object} RehearsedPackage
 * @property {string} folder `packages/core`
 * @property {string} name
 * @property {boolean} isPrivate
 * @property {string} from the version as it is
 * @property {string} version the one that comes next, or the same
 * @property {string} changelog what is new in it, in Markdown, or nothing
 * @property {Record<string, any>} manifest its package.json, in the next version
 */
export function rehearseRelease(root) {
  const directory = mkdtempSync(join(tmpdir(), "hub-release-"));
  for (const name of OF_THE_ROOT) copy(root, directory, name);
  const folders = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, "package.json"))),
  );
  for (const folder of folders) {
    for (const name of OF_PACKAGES) copy(root, directory, `${folder}/${name}`);
  }
  execFileSync(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], {
    cwd: directory,
    stdio: "pipe",
  });
  const packages = folders.map((folder) => {
    const before = readJson(join(root, folder, "package.json"));
    const manifest = readJson(join(directory, folder, "package.json"));
    const { name, version, private: isPrivate = false } = manifest;
    const changelog = newestEntry(join(directory, folder, "CHANGELOG.md"), version);
    return { folder, name, isPrivate, from: before.version, version, changelog, manifest };
  });
  return { directory, packages };
}

function copy(from, to, path) {
  if (existsSync(join(from, path))) cpSync(join(from, path), join(to, path), { recursive: true });
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The part of a changelog that is about one version. */
function newestEntry(path, version) {
  if (!existsSync(path)) return "";
  const [, entry = ""] = readFileSync(path, "utf8").split(`\n## ${version}\n`);
  return entry.split("\n## ")[0].trim();
}
