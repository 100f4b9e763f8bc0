import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Workspace packages are tested from their TypeScript sources, so that no build comes first. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@hub/source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/{src,test}/**/*.test.ts", "scripts/**/*.test.ts"],
    testTimeout: 20_000,
    reporters: ["default", "./scripts/skipped-reporter.ts"],
    // No test file changes what others see, and loading every module anew for each takes a third of the time.
    isolate: false,
    // Tests start processes from the sources, over and over.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/compile") },
    unstubEnvs: true,
    unstubGlobals: true,
    // Many tests wait for sockets and timeouts more than they compute.
    maxWorkers: availableParallelism() + 2,
  },
});
