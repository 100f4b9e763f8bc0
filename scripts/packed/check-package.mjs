import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkEntries } from "./check-entries.mjs";
import { createConsumer } from "./consumer.mjs";
import { contentProblems } from "./contents.mjs";
import { lintTarball } from "./lint-tarball.mjs";
import { measure } from "./measure.mjs";
import { versionsInUse } from "./workspace.mjs";

/** Everything that is asked of one tarball alone. Resolves to its entries and sizes, and to what is wrong with it. */
export async function checkPackage(packed, tarballs, folder) {
  const { name, tarball, files, size, peers } = packed;
  try {
    await createConsumer(folder, [packed], tarballs, versionsInUse(peers));
    const installed = join(folder, "node_modules", name);
    const readJson = (path) => JSON.parse(readFileSync(join(installed, path), "utf8"));
    const sources = files.filter((path) => path.endsWith(".map")).flatMap((path) => readJson(path).sources);
    const problems = [
      ...contentProblems({ files, manifest: readJson("package.json"), sources }),
      ...(await lintTarball(tarball)),
    ];
    const entries = await checkEntries(folder, name);
    const sizes = { name, packed: size, ...(await measure(folder, name)) };
    return { entries, sizes: [sizes], problems: problems.map((problem) => `${name} ${problem}`) };
  } catch (error) {
    return { entries: [], sizes: [], problems: [`${name}: ${error.message}`] };
  }
}
