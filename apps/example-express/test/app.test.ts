import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createHub } from "@hub/core";
import { createAnthropic } from "@hub/provider-anthropic";
import { createOpenAI } from "@hub/provider-openai";
import { startSandbox } from "@hub/sandbox";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../src/app.ts";

const headers = { authorization: "Bearer secret", "content-type": "application/json" };
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const sandbox = await startSandbox({ vendors: ["openai", "anthropic"] });
  const { openai, anthropic } = sandbox.vendors;
  const hub = createHub({ providers: [createOpenAI(openai), createAnthropic(anthropic)] });
  const server = createServer(createApp({ hub, isUser: (token) => token === "secret" }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    server.closeAllConnections();
    server.close();
    await hub.close();
    await sandbox.close();
  };
});
afterAll(() => close());

const client = (apiKey = "secret") => new OpenAI({ baseURL: `${url}/ai/v1`, apiKey, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "Where is my order?" }];

it.each(["openai/gpt-4.1-mini", "anthropic/claude-sonnet-4-6"])("OpenAI's client reaches %s", async (model) => {
  const completion = await client().chat.completions.create({ model, messages });
  expect(completion.choices[0]?.message.content).toContain("Where is my order?");
  let text = "";
  for await (const chunk of await client().chat.completions.create({ model, messages, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? "";
  }
  expect(text).toBe(completion.choices[0]?.message.content);
});

it("the application's own check stands before the gateway", async () => {
  const asked = client("wrong").chat.completions.create({ model: "gpt-4.1-mini", messages });
  await expect(asked).rejects.toThrow(OpenAI.AuthenticationError);
});

it("the application's own routes are as they were", async () => {
  const order = { status: "shipped" };
  await fetch(`${url}/orders/7`, { method: "PUT", headers, body: JSON.stringify(order) });
  expect(await (await fetch(`${url}/orders/7`, { headers })).json()).toEqual(order);
  const broken = await fetch(`${url}/orders/7`, { method: "PUT", headers, body: "{" });
  expect([broken.status, await broken.json()]).toEqual([400, { error: "Something went wrong." }]);
  expect((await fetch(`${url}/ai/v1/elsewhere`, { headers })).status).toBe(404);
});
