import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { eventually, MODELS, startGateway, VENDORS } from "./support.ts";

const PACKAGES = ["openai", "langchain_openai"];
const SCRIPT = fileURLToPath(new URL("clients.py", import.meta.url));

const missing = findMissing();
const note = missing === undefined ? "" : ` (skipped: ${missing})`;

/** Finding a package does not import it, which would take seconds. */
function findMissing(): string | undefined {
  const check = `import importlib.util as u; print(" ".join(p for p in ${JSON.stringify(PACKAGES)} if not u.find_spec(p)))`;
  const { status, stdout } = spawnSync("python3", ["-c", check], { encoding: "utf8" });
  if (status !== 0) return "no python3 on the PATH";
  return stdout.trim() === "" ? undefined : `python3 has no ${stdout.trim().replaceAll(" ", ", ")}`;
}

it.skipIf(missing)(`Python's openai and langchain_openai work unchanged${note}`, { timeout: 60_000 }, async () => {
  const hub = await startGateway();
  onTestFinished(() => hub.stop());
  // One vendor of each wire format.
  const models = [MODELS.openai, MODELS.anthropic, MODELS.groq, MODELS.google, MODELS.bedrock];
  const env = {
    PATH: process.env.PATH,
    HUB_URL: hub.url,
    HUB_KEY: hub.key,
    HUB_MODELS: models.join(" "),
    PYTHONUTF8: "1",
  };
  const { stdout } = await promisify(execFile)("python3", [SCRIPT], { env });
  expect(stdout.trim().split("\n")).toHaveLength(1 + 7 * models.length);
  await eventually(() => {
    for (const [vendor] of VENDORS) expect(hub.sandbox.vendors[vendor].openRequests).toBe(0);
  });
});
