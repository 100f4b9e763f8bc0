import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type RedactChatMiddlewareOptions, redactChat } from "@hub/redactor/express";
import express from "express";
import OpenAI from "openai";
import { expect, it, onTestFinished } from "vitest";
import { collect, says, spell, startGateway } from "./support.ts";

const TEXT = "Write to jane.roe@example.com.";
const MODEL = "openai/gpt-4.1-mini";

/** An Express app in front of a gateway without a policy, with the middleware before its proxy. */
async function startProxy(options: RedactChatMiddlewareOptions, ...parsers: express.RequestHandler[]) {
  const hub = await startGateway({ dlp: "off" });
  const app = express();
  app.post("/v1/chat/completions", ...parsers, redactChat("balanced", options), async (request, response) => {
    const { authorization = "", "content-type": type = "" } = request.headers;
    const headers = { authorization, "content-type": type };
    const answer = await fetch(`${hub.url}${request.path}`, { method: "POST", headers, body: request, duplex: "half" });
    response.status(answer.status).type(answer.headers.get("content-type") ?? "");
    for await (const bytes of answer.body ?? []) response.write(bytes);
    response.end();
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await hub.stop();
  });
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { hub, client: new OpenAI({ apiKey: hub.key, baseURL, maxRetries: 0 }) };
}

it.each([
  ["alone", []],
  ["behind express.json()", [express.json()]],
])("the middleware hides and restores in an Express 5 app, %s", async (_where, parsers) => {
  const { hub, client } = await startProxy({ key: "secret" }, ...parsers);
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: says(TEXT) })
    .withResponse();
  expect(data.choices[0]?.message.content).toContain(TEXT);
  expect(response.headers.get("x-hub-redactions")).toBe("EMAIL_ADDRESS=1");
  const chunks = await collect(
    await client.chat.completions.create({ model: MODEL, messages: says(TEXT), stream: true }),
  );
  expect(spell(chunks)).toContain(TEXT);
  expect(hub.sandbox.vendors.openai.requests).toHaveLength(2);
  for (const { rawBody } of hub.sandbox.vendors.openai.requests) expect(rawBody).toContain("[[EMAIL_ADDRESS_1.");
});

it("the middleware leaves a body for the parser behind it in an Express 5 app", async () => {
  const app = express();
  app.post("/", redactChat("balanced", { key: "secret" }), express.json(), (request, response) => {
    response.type("text/plain").send(request.body.messages[0].content);
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: says(TEXT) }),
  });
  expect(await answer.text()).toMatch(/^Write to \[\[EMAIL_ADDRESS_1\.\w{4}\]\]\.$/);
});
