import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createBudget } from "@hub/budget";
import { createSqliteStore } from "@hub/budget/sqlite";
import { type Sandbox, startSandbox } from "@hub/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, spawnServer } from "./spawn-server.ts";
import { eventually, says } from "./support.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** How often to kill the gateway; more often when asked to. */
const CRASHES = Number(process.env.HUB_TEST_CRASHES ?? 2);
const KEY = "a-key-for-tests-0123456789";
const MODEL = "openai/gpt-4.1-mini";
/** What the catalog says, in nano-USD for each token. */
const PRICE = { input: 400, output: 1_600 };
const USD = 1_000_000_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A gateway of its own process, with one simulated vendor that outlives it. */
function spawnGateway(dataDir: string, config: object, credit: number): ServerProcess {
  const { apiKey, baseUrl } = sandbox.vendors.openai;
  const file = join(dataDir, "config.json");
  writeFileSync(file, JSON.stringify(config));
  return spawnServer({
    HUB_CONFIG: file,
    HUB_DATA_DIR: dataDir,
    HUB_SANDBOX: "off",
    HUB_DLP: "off",
    HUB_LOG_LEVEL: "silent",
    HUB_BOOTSTRAP_KEY: KEY,
    HUB_INITIAL_CREDIT_USD: String(credit),
    OPENAI_API_KEY: apiKey,
    HUB_OPENAI_BASE_URL: baseUrl,
  });
}

const post = (url: string, path: string, body: object) =>
  fetch(`${url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, messages: says("Hello"), ...body }),
  });

/** The wallet as it is when everything that a crash has left open is over. */
async function walletAfterSweep(dataDir: string) {
  const store = createSqliteStore({ path: join(dataDir, "hub.sqlite"), now: () => Date.now() + 600_000 });
  const budget = createBudget({ store, sweepEveryMs: 0 });
  try {
    while ((await budget.sweep()).more);
    const wallet = await budget.wallet("account:default");
    let [sum, seq] = [0, 0];
    for (;;) {
      const entries = await budget.ledger("account:default", { after: seq, limit: 1_000 });
      if (entries.length === 0) break;
      for (const entry of entries) sum += entry.usd;
      seq = entries.at(-1)?.seq ?? 0;
    }
    return { ...wallet, sum };
  } finally {
    await budget.close();
  }
}

describe("two gateways on one data directory", () => {
  it("admit together exactly what the wallet affords", async () => {
    const dataDir = temporaryDirectory();
    const affordable = 7;
    const maxTokens = 1_000;
    const config = { spending: { onInsufficient: "reject" } };
    const first = spawnGateway(dataDir, config, 0.012);
    const { url } = await first.ready();
    const second = await spawnGateway(dataDir, config, 0.012).ready();
    const { candidates } = (await (await post(url, "route", {})).json()) as {
      candidates: [{ max_prompt_tokens: number }];
    };
    const needed = candidates[0].max_prompt_tokens * PRICE.input + maxTokens * PRICE.output;
    expect(Math.floor((0.012 * USD) / needed)).toBe(affordable);

    sandbox.vendors.openai.faults = { latencyMs: 2_000 };
    const body = { max_tokens: maxTokens };
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => post(index % 2 ? url : second.url, "chat/completions", body)),
    );
    sandbox.vendors.openai.clear();
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(affordable);
    expect(statuses.filter((status) => status === 402)).toHaveLength(40 - affordable);
  });
});

describe("a gateway that is killed at any moment", () => {
  it(`has charged every answer that was given, and holds nothing back (${CRASHES} times)`, async () => {
    const dataDir = temporaryDirectory();
    const credit = 1_000;
    let [answered, charged] = [0, 0];

    async function askForWhole(url: string): Promise<void> {
      const response = await post(url, "chat/completions", { max_tokens: 50 });
      await response.json();
      charged += Math.round(Number(response.headers.get("x-hub-cost-usd")) * USD);
      answered++;
    }

    async function askForStream(url: string): Promise<void> {
      const options = { stream: true, max_tokens: 50, stream_options: { include_usage: true } };
      const text = await (await post(url, "chat/completions", options)).text();
      if (!text.includes("data: [DONE]")) return;
      const usage = /"prompt_tokens":(\d+),"completion_tokens":(\d+)/.exec(text);
      charged += Number(usage?.[1]) * PRICE.input + Number(usage?.[2]) * PRICE.output;
      answered++;
    }

    for (let crash = 0; crash < CRASHES; crash++) {
      const server = spawnGateway(dataDir, {}, credit);
      const { url } = await server.ready();
      let isOver = false;
      const callers = Array.from({ length: 16 }, async (_, index) => {
        while (!isOver) await (index % 2 ? askForWhole(url) : askForStream(url)).catch(() => {});
      });
      const enough = answered + 5 + Math.random() * 60;
      await eventually(() => expect(answered).toBeGreaterThan(enough));
      server.signal("SIGKILL");
      isOver = true;
      await server.ended;
      await Promise.all(callers);
    }

    expect(answered).toBeGreaterThan(0);
    const { balance, reserved, sum } = await walletAfterSweep(dataDir);
    expect(reserved).toBe(0);
    expect(balance).toBe(sum);
    const spent = credit * USD - balance;
    expect(spent).toBeGreaterThanOrEqual(charged);
    // What was under way when the gateway was killed is charged at most for what it might have delivered.
    expect(spent - charged).toBeLessThanOrEqual(CRASHES * 16 * 300 * PRICE.output);
  });
});
