import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createEventSender, type EventEndpoint, type EventSenderOptions } from "./create-event-sender.ts";
import { createEvents } from "./create-events.ts";
import type { HubEvent } from "./hub-event.ts";

const KEY = Buffer.alloc(24, 7);
const SECRET = `whsec_${KEY.toString("base64")}`;
const EVENT: HubEvent = { id: "msg_1", type: "pii.blocked", at: 1_795_370_000_123, data: { key_id: "k1", count: 3 } };

/**
 * Somebody who receives webhooks, on loopback. Answers with the statuses in turn, then with 204, at which all has arrived;
 * 0 is no answer.
 */
async function startReceiver(...statuses: number[]) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    const status = statuses.shift() ?? 204;
    if (status !== 0) response.writeHead(status).end();
    if (status === 204) resolve();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, arrived, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

/** A sender, and what it has lost. */
function open(endpoints: readonly EventEndpoint[], options: EventSenderOptions = {}) {
  const lost: unknown[] = [];
  const log = { error: (loss: unknown) => lost.push(loss) } as unknown as Parameters<typeof createEventSender>[1];
  const sender = createEventSender(endpoints, log, { retryMs: 1, ...options });
  onTestFinished(() => sender.close());
  return { sender, lost };
}

it("sends what is signed, as Standard Webhooks have it", async () => {
  const { received, url } = await startReceiver();
  const { sender, lost } = open([{ url, secret: SECRET }]);
  sender.send(EVENT);
  await sender.close();
  expect(lost).toEqual([]);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-id"]).toBe("msg_1");
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", KEY).update(signed).digest("base64")}`);
  expect(JSON.parse(body)).toEqual({
    type: "pii.blocked",
    timestamp: "2026-11-22T17:53:20.123Z",
    data: { key_id: "k1", count: 3 },
  });
});

it("sends again what has not arrived, with the same id", async () => {
  const { received, arrived, url } = await startReceiver(500, 302, 429);
  const { sender, lost } = open([{ url, secret: SECRET }]);
  sender.send(EVENT);
  await arrived;
  await sender.close();
  expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(Array(4).fill("msg_1"));
  expect(lost).toEqual([]);
});

it("sends each endpoint what it wants to hear", async () => {
  const [all, some, none] = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
  const { sender } = open([
    { url: all.url, secret: SECRET },
    { url: some.url, secret: SECRET, events: ["pii.blocked"] },
    { url: none.url, secret: SECRET, events: ["loop.detected"] },
  ]);
  sender.send(EVENT);
  await sender.close();
  expect([all, some, none].map(({ received }) => received.length)).toEqual([1, 1, 0]);
});

it("drops what is too much to wait, and says so", async () => {
  const { url } = await startReceiver(0, 0);
  const { sender, lost } = open([{ url, secret: SECRET }], { outbox: 2, closeMs: 0 });
  for (const id of ["msg_1", "msg_2", "msg_3"]) sender.send({ ...EVENT, id });
  expect(lost).toEqual([{ id: "msg_3", type: "pii.blocked", endpoint: 0, attempts: 0, reason: "too many wait" }]);
});

it("closes though an endpoint never answers, and sends nothing any more", async () => {
  const { url } = await startReceiver(0);
  const { sender, lost } = open([{ url, secret: SECRET }], { closeMs: 0 });
  sender.send(EVENT);
  await sender.close();
  sender.send({ ...EVENT, id: "msg_2" });
  expect(lost).toMatchObject([
    { id: "msg_1", attempts: 1, reason: "closed" },
    { id: "msg_2", attempts: 0, reason: "closed" },
  ]);
});

it("says what it could not deliver, without address or secret", async () => {
  const { url } = await startReceiver(410);
  const { sender, lost } = open([{ url, secret: SECRET }]);
  sender.send(EVENT);
  await sender.close();
  expect(lost).toEqual([{ id: "msg_1", type: "pii.blocked", endpoint: 0, attempts: 1, reason: "status 410" }]);
});

it.each(["http://hooks.example/", "https://10.0.0.1/", "https://169.254.169.254/latest"])(
  "goes to no private or unprotected address: %s",
  (url) => {
    expect(() => open([{ url, secret: SECRET }])).toThrow(
      expect.objectContaining({ param: "events.webhooks[0].url", message: expect.not.stringContaining(url) }),
    );
  },
);

it("brings what was gathered before it closes", async () => {
  const { received, url } = await startReceiver();
  const { sender } = open([{ url, secret: SECRET }]);
  const events = createEvents({ send: sender.send });
  for (let times = 0; times < 3; times++) events.vendorUnhealthy("groq", "llama-3.3-70b");
  events.close();
  await sender.close();
  expect(received.map(({ body }) => JSON.parse(body).data.count).toSorted()).toEqual([1, 2]);
});
