import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, it } from "vitest";

// The benchmark puts the gateway's own stages together; this tells when they no longer fit.
const directory = mkdtempSync(join(tmpdir(), "hub-bench-test-"));
const children: ChildProcess[] = [];
afterAll(async () => {
  await Promise.all(
    children.map((child) => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      return gone;
    }),
  );
  rmSync(directory, { recursive: true });
});

/** Starts a server of the benchmark; resolves to its address. */
async function startServer(file: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const args = ["--conditions=@hub/source", join(import.meta.dirname, file)];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once("exit", () => reject(new Error(`${file} ended`)));
  createInterface({ input: child.stdout }).once("line", (line) => resolve(`http://127.0.0.1:${JSON.parse(line).port}`));
  return promise;
}

it("answers with every stage on", async () => {
  const vendor = await startServer("../load/vendor.mjs");
  const stages = ["routing", "budget-memory", "budget-sqlite", "keys", "inspection", "audit", "metrics", "log"];
  const hub = await startServer("composed-hub.mjs", {
    STAGES: stages.join(","),
    DATA_DIR: directory,
    UPSTREAM: vendor,
  });
  const answer = await fetch(`${hub}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer bench-key-0123456789abcdef", "content-type": "application/json" },
    body: JSON.stringify({
      model: "oah/llama-3.3-70b",
      messages: [{ role: "user", content: "Write to jane.doe@example.com." }],
    }),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-hub-redactions")).toBe("EMAIL_ADDRESS=1");
  expect(await answer.json()).toMatchObject({ object: "chat.completion", model: "oah/llama-3.3-70b" });
});
