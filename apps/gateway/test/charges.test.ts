import { join } from "node:path";
import { createBudget } from "@hub/budget";
import { createSqliteStore } from "@hub/budget/sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, MODELS, says, startGateway, type TestGateway, VENDORS, withFaults } from "./support.ts";

const USD = 1_000_000_000;
const QUESTION = "Tell me something about the history of this place, if you please. ".repeat(20);
let asked = 0;
/** A question of the same length that nobody has asked before: no vendor has any of it in its cache. */
const anew = () =>
  `${String(++asked)
    .padStart(8, "0")
    .replaceAll(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "")} ${QUESTION}`;

let hub: TestGateway;
beforeAll(async () => {
  hub = await startGateway();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

const ask = (body: object, init: RequestInit = {}) =>
  fetch(`${hub.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.key}`, "content-type": "application/json" },
    body: JSON.stringify({ messages: says(anew()), max_tokens: 400, ...body }),
    ...init,
  });

/** What the wallet has paid so far, in nano-USD, and what it holds back. */
async function spending() {
  const store = createSqliteStore({ path: join(hub.dataDir, "hub.sqlite") });
  const budget = createBudget({ store, sweepEveryMs: 0 });
  const { balance, reserved } = await budget.wallet("sandbox");
  await budget.close();
  return { paid: -balance, reserved };
}

/** What some work costs: waits until nothing is held back any more. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = await spending();
  await work();
  await expect.poll(async () => (await spending()).reserved, { timeout: 8_000 }).toBe(0);
  return (await spending()).paid - before.paid;
}

/** What the answer costs by the vendor's own figures. */
async function trueCost(model: string, maxTokens = 400): Promise<number> {
  const response = await ask({ model, max_tokens: maxTokens });
  expect(response.status).toBe(200);
  await response.text();
  return Math.round(Number(response.headers.get("x-hub-cost-usd")) * USD);
}

describe.each(VENDORS)("what %s is paid", (vendor, model) => {
  it.each(["onFinishChunk", "everyChunk"] as const)("is what it reports, wherever it does (%s)", async (usage) => {
    const expected = await trueCost(model);
    hub.sandbox.vendors[vendor].faults = { usage };
    expect(await costOf(async () => (await ask({ model })).text())).toBe(expected);
    expect(await costOf(async () => (await ask({ model, stream: true })).text())).toBe(expected);
  });

  it("is our own count where it reports nothing", async () => {
    const expected = await trueCost(model);
    hub.sandbox.vendors[vendor].faults = { usage: "omit" };
    for (const stream of [false, true]) {
      const cost = await costOf(async () => (await ask({ model, stream })).text());
      expect(cost).toBeGreaterThan(expected / 3);
      expect(cost).toBeLessThan(expected * 3);
    }
  });

  it("is nothing for a request that it refuses or that never reaches it", async () => {
    for (const faults of [{ status: 400 }, { status: 503 }, { closeSocketBeforeResponse: true }]) {
      hub.sandbox.vendors[vendor].faults = faults;
      expect(await costOf(async () => (await ask({ model })).text())).toBe(0);
      expect(await costOf(async () => (await ask({ model, stream: true })).text())).toBe(0);
    }
  });

  it("is the prompt and what was delivered for a stream that is cut, and for one that its caller leaves", async () => {
    const long = () => ({
      model,
      stream: true,
      messages: says(withFaults({ outputTokens: 3_000 }, anew())),
      max_tokens: 4_000,
    });
    const whole = await costOf(async () => (await ask(long())).text());
    const prompt = await trueCost(model, 1);
    const cut = await costOf(async () => {
      hub.sandbox.vendors[vendor].faults = { cutAfterBytes: 40_000 };
      await (await ask(long())).text();
    });
    hub.clear();
    const left = await costOf(async () => {
      hub.sandbox.vendors[vendor].faults = { chunkDelayMs: 2 };
      const controller = new AbortController();
      const response = await ask(long(), { signal: controller.signal });
      const reader = response.body?.getReader();
      for (let read = 0; read < 5; read++) await reader?.read();
      controller.abort();
      await eventually(() => expect(hub.sandbox.vendors[vendor].openRequests).toBe(0));
    });
    for (const cost of [cut, left]) {
      expect(cost).toBeGreaterThan(prompt / 3);
      expect(cost).toBeLessThan(whole * 0.9);
    }
  });
});

describe("an answer that is given again", () => {
  it("is paid once", async () => {
    const body = JSON.stringify({ model: MODELS.openai, messages: says(QUESTION), max_tokens: 50 });
    const headers = {
      authorization: `Bearer ${hub.key}`,
      "content-type": "application/json",
      "idempotency-key": "once",
    };
    const again = () => ask({}, { headers, body }).then((response) => response.text());
    const first = await costOf(again);
    expect(first).toBeGreaterThan(0);
    expect(await costOf(again)).toBe(0);
  });
});
