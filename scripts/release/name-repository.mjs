// Writes into every public package where its source is, on the way to the registry: provenance is refused where that is
// not the repository whose workflow publishes. What is written stays in the workflow's checkout.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY } = process.env;
if (!GITHUB_REPOSITORY) {
  console.error("GITHUB_REPOSITORY has to name the repository, as it does in a workflow.");
  process.exit(1);
}
const packages = new URL("../../packages/", import.meta.url);
for (const name of readdirSync(packages)) {
  const path = fileURLToPath(new URL(`${name}/package.json`, packages));
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const url = `git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`;
  manifest.repository = { type: "git", url, directory: `packages/${name}` };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
