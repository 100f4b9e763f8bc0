import type { Reporter, TestModule } from "vitest/node";

/** Says at the end which tests were skipped: their names give the reasons. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const names = new Set<string>();
      for (const test of module.children.allTests("skipped")) names.add(outermostName(test.fullName));
      for (const name of names) process.stdout.write(`skipped: ${module.relativeModuleId}: ${name}\n`);
    }
  }
}

/** A suite that is skipped whole is named once, not test by test. */
function outermostName(fullName: string): string {
  return fullName.split(" > ")[0] as string;
}
