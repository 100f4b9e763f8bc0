import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A directory that is removed when the test that asked for it has finished. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "hub-gateway-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
