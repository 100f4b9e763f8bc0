import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHub } from "@hub/core";
import { toExpress } from "@hub/core/express";
import { createAnthropic } from "@hub/provider-anthropic";
import { createGroq } from "@hub/provider-groq";
import { runExample } from "@hub/readme-example";
import { startSandbox } from "@hub/sandbox";
import express from "express";
import OpenAI, { type ClientOptions } from "openai";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { startGateway } from "./support.ts";

const readmeOf = (folder: string) => new URL(`../../../${folder}README.md`, import.meta.url);

afterEach(() => vi.unstubAllEnvs());

it("every example in a README type-checks in strict mode", () => {
  const folder = mkdtempSync(fileURLToPath(new URL("../node_modules/.readmes-", import.meta.url)));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/`);
  for (const [index, home] of ["", ...packages].entries()) {
    const blocks = readFileSync(readmeOf(home), "utf8").matchAll(/^```ts\n(.*?)^```$/gms);
    let number = 0;
    for (const [, source = ""] of blocks) writeFileSync(join(folder, `${index}-${number++}.ts`), source);
  }
  const compilerOptions = { lib: ["ES2024", "DOM"] };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] }),
  );
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript-7/bin/tsc"), "-p", folder],
    {
      encoding: "utf8",
    },
  );
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

it("the root README's example runs against the gateway", async () => {
  const { url, key, stop } = await startGateway();
  vi.stubEnv("HUB_KEY", key);
  class Client extends OpenAI {
    constructor(options: ClientOptions) {
      expect(options.baseURL).toBe("http://127.0.0.1:8787/v1");
      super({ ...options, baseURL: `${url}/v1` });
    }
  }
  const lines = await runExample({ readme: readmeOf(""), position: 0, modules: { openai: { default: Client } } });
  expect(lines.join()).toContain("Hello!");
  await stop();
});

it("the example of @hub/core mounts a gateway in an Express application", async () => {
  const sandbox = await startSandbox({ vendors: ["groq"] });
  const { baseUrl, apiKey } = sandbox.vendors.groq;
  const app = express();
  await runExample({
    readme: readmeOf("packages/core/"),
    position: 0,
    modules: {
      "@hub/core": { createHub },
      "@hub/core/express": { toExpress },
      "@hub/provider-groq": { createGroq: () => createGroq({ baseUrl, apiKey }) },
      express: { default: () => app },
    },
  });
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new OpenAI({ baseURL: `http://127.0.0.1:${port}/ai/v1`, apiKey: "any" });
  const { choices } = await client.chat.completions.create({
    model: "groq/llama-3.3-70b-versatile",
    messages: [{ role: "user", content: "Mounted?" }],
  });
  expect(choices[0]?.message.content).toContain("Mounted?");
  server.closeAllConnections();
  server.close();
  await sandbox.close();
});

it("the example of @hub/sandbox shows a client that tries again", async () => {
  const modules = { "@hub/sandbox": { startSandbox }, openai: { default: OpenAI } };
  const lines = await runExample({ readme: readmeOf("packages/sandbox/"), position: 0, modules });
  expect(lines).toEqual(["[ 429, 200 ]"]);
});

it("the example of @hub/provider-anthropic runs without a gateway", async () => {
  const sandbox = await startSandbox({ vendors: ["anthropic"] });
  const { baseUrl, apiKey } = sandbox.vendors.anthropic;
  vi.stubEnv("ANTHROPIC_API_KEY", apiKey);
  const modules = {
    "@hub/provider-anthropic": { createAnthropic: (options: object) => createAnthropic({ ...options, baseUrl }) },
  };
  const lines = await runExample({ readme: readmeOf("packages/provider-anthropic/"), position: 0, modules });
  expect(lines.join()).toMatch(/Hello.*\[ 'seed' \]/s);
  await sandbox.close();
});
