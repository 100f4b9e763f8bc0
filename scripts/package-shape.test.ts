import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishablePackages, readJson, root, workspacePackages } from "./packed/workspace.mjs";

interface Manifest {
  name: string;
  description: string;
  keywords: string[];
  files: string[];
  exports: Record<string, Record<string, string> | string>;
  publishConfig: object;
  scripts: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional: boolean }>;
}

const published: { folder: string; manifest: Manifest }[] = publishablePackages();
const names = published.map(({ manifest }) => manifest.name);
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

/** The fields of a manifest in their order; the last three where there is something in them. */
const FIELDS = [
  ...["name", "version", "description", "keywords", "license", "type", "sideEffects", "engines", "files"],
  ...["exports", "publishConfig", "scripts", "dependencies", "peerDependencies", "peerDependenciesMeta"],
  "devDependencies",
];

/** What floor a package belongs to; what is not named is a part. */
const TAGS: Record<string, string> = {
  "@hub/protocol": "floor-0",
  "@hub/provider": "provider",
  "@hub/core": "floor-2",
  "@hub/sandbox": "floor-2",
};
const tagOf = (name: string) => TAGS[name] ?? (name.startsWith("@hub/provider-") ? "vendor" : "part");

describe.each(published)("$manifest.name", ({ folder, manifest }) => {
  const { name, exports } = manifest;
  const entries = Object.entries(exports).filter(([path]) => path !== "./package.json");
  const readme = read(folder, "README.md");
  const section = (heading: string) => readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";

  it("lies in the folder of its name, with the same files as all", () => {
    expect(folder).toBe(`packages/${name.replace("@hub/", "")}`);
    for (const file of ["README.md", "package.json", "tsconfig.json", "turbo.json", "src"])
      expect(existsSync(join(root, folder, file)), file).toBe(true);
    expect(readJson(join(root, folder, "tsconfig.json"))).toEqual({
      extends: "../../tsconfig.base.json",
      include: ["src"],
    });
    expect(readJson(join(root, folder, "turbo.json"))).toEqual({ extends: ["//"], tags: [tagOf(name)] });
    const others = readdirSync(join(root, folder)).filter((file) => /config\.[cm]?[jt]s$|^\.npm|^LICENSE/.test(file));
    expect(others, "configuration and licence are the root's").toEqual([]);
  });

  it("has the fields of all manifests, in their order", () => {
    expect(Object.keys(manifest)).toEqual(FIELDS.filter((field) => field in manifest));
    expect(manifest).toMatchObject({
      license: "Apache-2.0",
      type: "module",
      sideEffects: false,
      engines: { node: ">=22.19" },
    });
    expect(manifest.files).toEqual([
      "dist",
      "CHANGELOG.md",
      ...(existsSync(join(root, folder, "NOTICE")) ? ["NOTICE"] : []),
    ]);
    expect(manifest.scripts).toEqual({
      build: "tsup --config ../../tsup.config.ts",
      test: `vitest run --root ../.. ${folder}/`,
      typecheck: "tsc -p .",
      lint: "biome ci --error-on-warnings .",
    });
    expect(manifest.description).toMatch(/^\w.*[^.]$/);
    expect(manifest.keywords).toContain("llm");
    expect(manifest.keywords).toEqual([...new Set(manifest.keywords)].filter((word) => /^[a-z][a-z0-9-]*$/.test(word)));
  });

  it("exports its sources to this repository, and what is built from them to all others", () => {
    expect(Object.keys(exports)[0]).toBe(".");
    expect(Object.keys(exports).at(-1)).toBe("./package.json");
    for (const [path, conditions] of entries) {
      const target = /^\.\/src\/(.*)\.ts$/.exec(Object(conditions)["@hub/source"])?.[1];
      expect([path.slice(2) || "index", `${path.slice(2)}/index`]).toContain(target);
      expect(Object.entries(conditions), "the order decides").toEqual([
        ["@hub/source", `./src/${target}.ts`],
        ["types", `./dist/${target}.d.ts`],
        ["default", `./dist/${target}.js`],
      ]);
      expect(existsSync(join(root, folder, `src/${target}.ts`))).toBe(true);
    }
    const toOthers = entries.map(([path, conditions]) => {
      const { "@hub/source": _source, ...rest } = conditions as Record<string, string>;
      return [path, rest];
    });
    expect(manifest.publishConfig).toEqual({
      access: "public",
      provenance: true,
      exports: { ...Object.fromEntries(toOthers), "./package.json": "./package.json" },
    });
  });

  it("names exact versions, and this workspace's packages by the workspace", () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const [dependency, version] of all) {
      if (dependency.startsWith("@hub/")) expect([dependency, version]).toEqual([dependency, "workspace:^"]);
      else
        expect([dependency, version]).toEqual([dependency, expect.stringMatching(/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/)]);
    }
    for (const dependency of Object.keys(manifest.dependencies ?? {}))
      if (dependency.startsWith("@hub/")) expect(names, "what is published needs only that").toContain(dependency);
    for (const peer of Object.keys(manifest.peerDependencies ?? {}))
      expect(manifest.peerDependenciesMeta?.[peer], peer).toEqual({ optional: true });
  });

  it("has a README that says what it is, how to install it, and shows it in five to ten lines", () => {
    const opening = /^# (\S+)\n\n(\S.*)\n\n```sh\nnpm i (?:-D )?(.+)\n```\n/.exec(readme);
    expect(opening?.[1]).toBe(name);
    expect(opening?.[2]).toMatch(/\.$/);
    expect(opening?.[3]?.split(" ")).toContain(name);
    const example = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
    const lines = example.split("\n").filter((line) => line.trim() !== "");
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(example).toContain(`from "${name}`);
  });

  it("has a README with options, errors, limits, and a reason for each dependency", () => {
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining(["Options", "Errors", "Limits", "Dependencies"]));
    expect(headings).toEqual([...new Set(headings)]);
    expect(section("Options")).toMatch(/^\| .*\|\n\| -.*\|\n\| /m);
    for (const heading of ["Errors", "Limits"]) expect(section(heading).split("\n\n").length).toBeGreaterThan(1);
    const dependencies = section("Dependencies");
    const reasons = [...dependencies.matchAll(/^\| `(.+?)` +\| (\S.*?) +\|$/gm)].map(([, dependency]) => dependency);
    expect(reasons.sort()).toEqual(Object.keys(manifest.dependencies ?? {}).sort());
    if (reasons.length === 0) expect(dependencies).toMatch(/^Dependencies\n\nNone[.:]/);
    for (const peer of Object.keys(manifest.peerDependencies ?? {})) expect(dependencies).toContain(`\`${peer}\``);
    expect(dependencies).toContain(`(../../docs/api/${name.replace("@hub/", "")}.md)`);
  });

  it("has a test of its README's examples", () => {
    const own = existsSync(join(root, folder, "src/readme.test.ts"));
    expect(own || read("apps/gateway/test/readmes.test.ts").includes(`readmeOf("${folder}/")`)).toBe(true);
  });
});

describe("the workspace", () => {
  it("names one version of each dependency", () => {
    const versions = new Map<string, Set<string>>();
    for (const { manifest } of workspacePackages() as { manifest: Manifest }[])
      for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it("releases every package that is published, with a changelog", () => {
    const { changelog, ignore, access } = readJson(join(root, ".changeset/config.json"));
    expect(changelog).toBeTruthy();
    expect(access).toBe("public");
    for (const name of names) expect(ignore).not.toContain(name);
    const texts = readdirSync(join(root, ".changeset")).filter((file) => file.endsWith(".md"));
    const released = texts.map((file) => read(".changeset", file)).join("\n");
    for (const { folder, manifest } of published) {
      const hasChangelog = existsSync(join(root, folder, "CHANGELOG.md"));
      expect(hasChangelog || released.includes(`"${manifest.name}":`), `a changeset names ${manifest.name}`).toBe(true);
    }
  });

  it("has a page of its API and a line in the table of sizes for each, and no others", () => {
    const pages = readdirSync(join(root, "docs/api")).map((file) => `@hub/${file.replace(/\.md$/, "")}`);
    expect(pages.sort()).toEqual([...names].sort());
    const sized = [...read("docs/sizes.md").matchAll(/^\| (@hub\/\S+)/gm)].map(([, name]) => name);
    expect(sized.sort()).toEqual([...names].sort());
  });
});
