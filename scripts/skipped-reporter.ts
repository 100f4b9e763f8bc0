import type { Reporter, TestModule } from "vitest/node";

/** Says at the end which tests were skipped: their names give the reasons. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const names = new Set<string>();
      for (const test of module.children.allTests("skipped")) names.add(shortest(test.fullName));
      for (const name of names) process.stdout.write(`skipped: ${module.relativeModuleId}: ${name}\n`);
    }
  }
}

/** A suite that is skipped whole gives its reason in its own name, and is named once, not test by test. */
function shortest(fullName: string): string {
  const suite = fullName.split(" > ")[0] as string;
  return suite.includes("skipped") ? suite : fullName;
}
