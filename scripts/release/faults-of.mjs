/** What a tarball may hold beside what is built. */
const BESIDE_DIST = new Set(["package.json", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md"]);

/**
 * What is wrong with a package as it would be published.
 *
 * @param {Record<string, any>} manifest the package.json in the tarball
 * @param {readonly string[]} files the paths in it
 * @returns {string[]} sentences; none where all is well
 */
export function faultsOf(manifest, files) {
  const faults = [];
  const { publishConfig = {}, dependencies = {}, peerDependencies = {} } = manifest;
  if (publishConfig.access !== "public") faults.push('publishConfig.access is not "public"');
  if (publishConfig.provenance !== true) faults.push("publishConfig.provenance is not true");
  if (manifest.license !== "Apache-2.0") faults.push("it does not say that its licence is Apache-2.0");
  for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (String(range).startsWith("workspace:")) faults.push(`its dependency ${name} is ${range}`);
  }
  const present = new Set(files);
  for (const target of targetsOf(manifest.exports)) {
    if (!present.has(target.replace(/^\.\//, ""))) faults.push(`exports names ${target}, which is not in it`);
  }
  for (const name of ["README.md", "LICENSE"]) if (!present.has(name)) faults.push(`there is no ${name} in it`);
  for (const path of files) {
    if (!path.startsWith("dist/") && !BESIDE_DIST.has(path)) faults.push(`${path} does not belong in it`);
    else if (/\.test\.|fixture/.test(path)) faults.push(`${path} is for tests`);
  }
  return faults;
}

/** Every path in `exports`, whatever the conditions. */
function targetsOf(exports) {
  if (typeof exports === "string") return [exports];
  return Object.values(exports ?? {}).flatMap(targetsOf);
}
