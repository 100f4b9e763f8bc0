import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { promisedLines, runExample } from "./index.ts";

function writeReadme(...examples: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "README.md");
  writeFileSync(path, `# It\n\n${examples.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join("\nText.\n\n")}`);
  return pathToFileURL(path);
}

describe("an example of a README", () => {
  it("runs with the modules that it is given, and tells what it logs", async () => {
    const readme = writeReadme(
      'import { add } from "sums";',
      'import { add } from "sums";\nimport type { Sum } from "sums";\nimport make from "maker";\n\nconst sum: Sum = await add(1, 2);\nconsole.log("It is", sum, make());',
    );
    const modules = { sums: { add: async (a: number, b: number) => a + b }, maker: { default: () => ["made"] } };
    expect(await runExample({ readme, position: 1, modules })).toEqual(["It is 3 [ 'made' ]"]);
  });

  it("has what it declares", async () => {
    const readme = writeReadme("declare const price: number;\nconsole.log(price * 2);");
    expect(await runExample({ readme, modules: {}, given: { price: 4 } })).toEqual(["8"]);
  });

  it("fails where it fails, and where it imports something else", async () => {
    await expect(runExample({ readme: writeReadme('throw new Error("no");'), modules: {} })).rejects.toThrow("no");
    const readme = writeReadme('import { x } from "elsewhere";');
    await expect(runExample({ readme, modules: {} })).rejects.toThrow('imports "elsewhere"');
    await expect(runExample({ readme, position: 1, modules: {} })).rejects.toThrow("has 1 examples");
  });

  it("promises what stands behind its logs", () => {
    const readme = writeReadme("console.log(1 + 1); // 2\nconst x = 1; // no log\nif (x) console.log(x); // 1");
    expect(promisedLines(readme)).toEqual(["2", "1"]);
  });
});
