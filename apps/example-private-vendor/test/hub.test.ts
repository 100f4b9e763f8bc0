import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@hub/core/node";
import { startSandbox } from "@hub/sandbox";
import OpenAI from "openai";
import { expect, it, onTestFinished } from "vitest";
import { createAcmeHub } from "../src/hub.ts";

it("the private vendor answers whole and in a stream, and hears nothing that it does not know", async () => {
  // Some vendor's simulator stands in for Acme: its format is the same.
  const sandbox = await startSandbox({ vendors: ["deepinfra"] });
  const acme = sandbox.vendors.deepinfra;
  const hub = createAcmeHub(acme);
  const server = createServer(toNodeHandler(hub));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await hub.close();
    await sandbox.close();
  });

  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const client = new OpenAI({ baseURL, apiKey: "anyone", maxRetries: 0 });
  const model = "acme/meta-llama/Llama-3.3-70B-Instruct-Turbo";
  const body = { model, messages: [{ role: "user" as const, content: "Hello" }], max_completion_tokens: 50, seed: 7 };

  const { data, response } = await client.chat.completions.create(body).withResponse();
  expect(data.choices[0]?.message.content).toContain("Hello");
  expect(response.headers.get("x-hub-provider")).toBe("acme");
  expect(response.headers.get("x-hub-dropped-params")).toBe("seed");
  expect(acme.requests.at(-1)?.body).toMatchObject({ max_tokens: 50 });
  expect(acme.requests.at(-1)?.body).not.toHaveProperty("seed");

  let text = "";
  for await (const chunk of await client.chat.completions.create({ ...body, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? "";
  }
  expect(text).toBe(data.choices[0]?.message.content);
});
