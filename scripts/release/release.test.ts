import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { faultsOf } from "./faults-of.mjs";
import { rehearseRelease } from "./rehearse-release.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(root + path, "utf8");
const before = filesHere();
const { directory, packages } = rehearseRelease(root);
const publicOnes = packages.filter(({ isPrivate }) => !isPrivate);
const changesets = readdirSync(`${root}.changeset`).filter((name) => name.endsWith(".md") && name !== "README.md");

afterAll(() => rmSync(directory, { recursive: true }));

describe("the next release", () => {
  it.each(publicOnes)("has a version of $name that says what is new", ({ from, version, changelog }) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(version).not.toMatch(/^0\.0\./);
    if (version !== from) expect(changelog).toMatch(/^- \S/m);
  });

  it.each(publicOnes)("would publish $name openly and with provenance", ({ manifest }) => {
    const built = Object.values(manifest.publishConfig.exports as object).flatMap((target) =>
      Object.values(typeof target === "string" ? { target } : target).map((path) => String(path).replace("./", "")),
    );
    const packed = { ...manifest, exports: manifest.publishConfig.exports, dependencies: {} };
    expect(faultsOf(packed, ["LICENSE", "README.md", ...built])).toEqual([]);
  });

  it("is made in a copy, and leaves what is here as it was", () => {
    expect(readdirSync(join(directory, ".changeset"))).toEqual(["config.json"]);
    expect(filesHere()).toEqual(before);
  });
});

it.each(changesets)("%s is one paragraph for users", (name) => {
  const [, , text = ""] = read(`.changeset/${name}`).split(/^---$/m);
  expect(text.trim()).toMatch(/^[^\n]{20,400}[.?!)]$/);
});

describe("what is wrong with a package", () => {
  const manifest = {
    license: "Apache-2.0",
    publishConfig: { access: "public", provenance: true },
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    dependencies: { zod: "4.6.7" },
  };
  const files = ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"];

  it("is nothing where all is well", () => {
    expect(faultsOf(manifest, files)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ["access", { publishConfig: { provenance: true } }, files],
    ["provenance", { publishConfig: { access: "public" } }, files],
    ["licence", { license: "MIT" }, files],
    ["workspace:^", { dependencies: { "@hub/protocol": "workspace:^" } }, files],
    ["./src/index.ts", { exports: { ".": { "@hub/source": "./src/index.ts" } } }, files],
    ["./dist/index.js", {}, files.filter((path) => path !== "dist/index.js")],
    ["no README.md", {}, files.filter((path) => path !== "README.md")],
    ["src/index.ts does not belong", {}, [...files, "src/index.ts"]],
    ["for tests", {}, [...files, "dist/index.test.js"]],
  ])("is told: %s", (words, changed, present) => {
    expect(faultsOf({ ...manifest, ...changed }, present)).toEqual([expect.stringContaining(words)]);
  });
});

describe("the workflows", () => {
  const ci = read(".github/workflows/ci.yml");
  const release = read(".github/workflows/release.yml");

  it.each([
    ["CI", ci],
    ["Release", release],
  ])("of %s use no action that can change, and run all checks", (_name, workflow) => {
    for (const [, action] of workflow.matchAll(/uses: (.*)/g))
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
    expect(workflow).toContain("- run: .ci/run\n");
    expect(workflow).toMatch(/^permissions: *(\{\}|\n {2}contents: read\n)/m);
  });

  it("let only a release prove where it comes from", () => {
    expect(release).toContain("id-token: write");
    expect(release).toContain('pnpm_config_provenance: "true"');
    expect(ci).not.toContain("write");
  });

  it("run scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const commands = `${ci}${release}`.replaceAll(/#.*$/gm, "");
    for (const [, run, colon = run] of commands.matchAll(/pnpm (?:run ([\w:-]+)|(\w+:\w+))/g)) {
      expect(scripts).toHaveProperty([String(colon)]);
    }
  });
});

/** What making versions would change. */
function filesHere(): Record<string, string> {
  const manifests = readdirSync(`${root}packages`).map((name) => `packages/${name}/package.json`);
  const notes = readdirSync(`${root}.changeset`).map((name) => `.changeset/${name}`);
  return Object.fromEntries([...manifests, ...notes].map((path) => [path, read(path)]));
}
