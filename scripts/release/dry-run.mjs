// `pnpm release:dry`: what a release would publish, made in a copy. Nothing is published, and no network is needed.
// It ends with 1 where something would be published that should not be.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { faultsOf } from "./faults-of.mjs";
import { rehearseRelease } from "./rehearse-release.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { directory, packages } = rehearseRelease(root);
const faults = [];
try {
  const published = packages.filter(({ isPrivate, from, version }) => !isPrivate && from !== version);
  const tarballs = pack(directory);
  for (const { name, from, version, manifest } of published) {
    const tarball = tarballs.find((candidate) => candidate.name === name);
    const files = tarball?.files.map(({ path }) => path) ?? [];
    const packed = tarball ? readManifest(tarball.filename) : manifest;
    faults.push(...faultsOf(packed, files).map((fault) => `${name}: ${fault}`));
    const { access = "restricted", provenance = false } = manifest.publishConfig ?? {};
    const size = `${((tarball?.size ?? 0) / 1000).toFixed(1)} kB`;
    console.log(
      `${name.padEnd(24)} ${from} → ${version}  ${String(files.length).padStart(4)} files ${size.padStart(9)}` +
        `  ${access}, ${provenance ? "with" : "without"} provenance`,
    );
    for (const path of files) console.log(`    ${path}`);
  }
  const held = packages.filter(({ isPrivate, from, version }) => isPrivate && from !== version);
  for (const { name, from, version } of held) console.log(`${name.padEnd(24)} ${from} → ${version}  not published`);
  console.log("\nThe changelogs say:\n");
  for (const [sentence, names] of sentences([...published, ...held]))
    console.log(`- ${sentence}\n  (${names.join(", ")})`);
  if (!signs()) faults.push(".github/workflows/release.yml does not have packages signed with their provenance");
  console.log(`\n${published.length} packages would be published, by .github/workflows/release.yml. Nothing has been.`);
} finally {
  rmSync(directory, { recursive: true });
}
for (const fault of faults) console.error(`fault: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);

/** Whether the workflow may prove who it is, and makes pnpm use that: publishConfig alone does not. */
function signs() {
  const workflow = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
  return ["id-token: write", 'pnpm_config_provenance: "true"'].every((line) => workflow.includes(line));
}

function pack(workspace) {
  const destination = join(workspace, "tarballs");
  const options = ["--filter", "./packages/*", "pack", "--json", "--pack-destination", destination];
  return JSON.parse(execFileSync("pnpm", options, { cwd: workspace, encoding: "utf8", maxBuffer: 2 ** 26 }));
}

function readManifest(tarball) {
  return JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }));
}

/** What is new, and in which packages. */
function sentences(released) {
  const found = new Map();
  for (const { name, changelog } of released) {
    for (const [, sentence] of changelog.matchAll(/^- (?!Updated dependencies)(.*)$/gm)) {
      found.set(sentence, [...(found.get(sentence) ?? []), name.replace("@hub/", "")]);
    }
  }
  return found;
}
