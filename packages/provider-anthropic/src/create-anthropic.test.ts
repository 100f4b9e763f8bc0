import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAnthropic } from "./index.ts";
import { chat, fixture } from "./test-support.ts";

/** A server that answers with what a test puts here, and keeps what it was asked. */
const exchange = { status: 200, contentType: "application/json", answer: "" as string | Uint8Array };
let asked: { url: string | undefined; headers: IncomingMessage["headers"]; body: string };
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  asked = { url: request.url, headers: request.headers, body };
  response.writeHead(exchange.status, { "content-type": exchange.contentType }).end(exchange.answer);
});
let baseUrl = "";

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

it("makes Claude models and offers some", () => {
  const provider = createAnthropic();
  expect(provider).toMatchObject({ id: "anthropic", name: "Anthropic" });
  expect(provider.makes("claude-sonnet-4-6")).toBe(true);
  expect(provider.makes("gpt-4.1")).toBe(false);
  expect(provider.models.every(({ id, created }) => provider.makes(id) && Number.isInteger(created))).toBe(true);
});

it("asks and answers over HTTP", async () => {
  const provider = createAnthropic({ apiKey: "test-key", baseUrl });
  const usage = { input_tokens: 1, output_tokens: 2 };
  const content = [{ type: "text", text: "Hi" }];
  Object.assign(exchange, {
    status: 200,
    contentType: "application/json",
    answer: JSON.stringify({ id: "msg_1", type: "message", model: "m", content, stop_reason: "end_turn", usage }),
  });
  const { completion, droppedParams } = await provider.complete({ request: chat({ seed: 1 }) });
  expect(completion.choices[0]?.message.content).toBe("Hi");
  expect(droppedParams).toEqual(["seed"]);
  expect(asked.url).toBe("/v1/messages");
  expect(asked.headers).toMatchObject({ "x-api-key": "test-key", "anthropic-version": "2023-06-01" });
  expect(asked.headers).not.toHaveProperty("authorization");
  expect(JSON.parse(asked.body)).toMatchObject({ model: "claude-sonnet-4-5" });
  await provider.close();
});

it("streams over HTTP, over a broken event too", async () => {
  const provider = createAnthropic({ apiKey: "test-key", baseUrl });
  Object.assign(exchange, { status: 200, contentType: "text/event-stream", answer: fixture("broken-event") });
  const warnings: string[] = [];
  const { chunks } = await provider.stream({
    request: chat({ stream: true }),
    onWarning: (text) => warnings.push(text),
  });
  let text = "";
  for await (const { choices } of chunks) text += choices[0]?.delta.content ?? "";
  expect(text).toBe("ab");
  expect(warnings).toHaveLength(1);
  await provider.close();
});

it.each(["overloaded-error", "cut-off"])("throws when a stream ends in %s, after what came before", async (name) => {
  const provider = createAnthropic({ apiKey: "test-key", baseUrl });
  Object.assign(exchange, { status: 200, contentType: "text/event-stream", answer: fixture(name) });
  const { chunks } = await provider.stream({ request: chat({ stream: true }) });
  let text = "";
  const read = async () => {
    for await (const { choices } of chunks) text += choices[0]?.delta.content ?? "";
  };
  await expect(read()).rejects.toMatchObject({ code: "upstream_error", retryable: true });
  expect(text).toBe("Hel");
  await provider.close();
});

it("says what Anthropic refuses", async () => {
  const provider = createAnthropic({ apiKey: "test-key", baseUrl });
  const answer = JSON.stringify({ type: "error", error: { type: "not_found_error", message: "model: claude-x" } });
  Object.assign(exchange, { status: 404, contentType: "application/json", answer });
  await expect(provider.complete({ request: chat() })).rejects.toMatchObject({
    code: "model_not_found",
    param: "model",
  });
  await provider.close();
});
