import { createOpenAI } from "@hub/provider-openai";
import { type Sandbox, startSandbox } from "@hub/sandbox";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createWeatherAgent } from "../src/agent.ts";
import { type Gateway, startGateway } from "../src/gateway.ts";

const question = { messages: [{ role: "user" as const, content: "What is the weather in Paris?" }] };
let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["openai"] });
});
afterEach(async () => {
  sandbox.vendors.openai.clear();
  await gateway.close();
});
afterAll(() => sandbox.close());

async function start(usd: number) {
  gateway = await startGateway({ providers: [createOpenAI(sandbox.vendors.openai)], apiKey: "secret", usd });
  return createWeatherAgent(gateway.baseURL, "secret");
}

it("calls its tool, answers from the result, and pays for both turns", async () => {
  const agent = await start(20_000_000);
  const { messages } = await agent.invoke(question);
  expect(messages.map(({ type }) => type)).toEqual(["human", "ai", "tool", "ai"]);
  expect(messages.at(-1)?.text).toContain("It is sunny in");
  expect(sandbox.vendors.openai.requests).toHaveLength(2);
  const { balance, reserved } = await gateway.budget.wallet("agent");
  expect(balance).toBeLessThan(20_000_000);
  expect(balance).toBeGreaterThan(19_000_000);
  expect(reserved).toBe(0);
});

it("stops when the worst case of its next turn is more than is left, before the vendor hears of it", async () => {
  const agent = await start(20_000_000);
  await agent.invoke(question);
  const { balance } = await gateway.budget.wallet("agent");
  const left = 1_000;
  await gateway.budget.adjust({ wallet: "agent", usd: left - balance, key: "less", reason: "Spent elsewhere" });
  sandbox.vendors.openai.clear();
  await expect(agent.invoke(question)).rejects.toMatchObject({ status: 402, code: "insufficient_balance" });
  expect(sandbox.vendors.openai.requests).toHaveLength(0);
  expect(await gateway.budget.wallet("agent")).toMatchObject({ balance: left, reserved: 0 });
});
