import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Config } from "../src/config.ts";
import { chatHead, openConnection, parseResponse } from "./raw-http.ts";
import { eventually, lastRequest, MODELS, says, startGateway, type TestGateway } from "./support.ts";

const unhandled: unknown[] = [];
const remember = (error: unknown) => void unhandled.push(error);

let hub: TestGateway;
beforeAll(async () => {
  process.on("unhandledRejection", remember).on("uncaughtException", remember);
  hub = await startGateway({ headersTimeoutMs: 300, bodyTimeoutMs: 300 });
});
beforeEach(() => hub.clear());
afterAll(async () => {
  const completion = await hub.client().chat.completions.create({ model: MODELS.groq, messages: says("Still there?") });
  expect(completion.choices[0]?.message.content).toContain("Still there?");
  await hub.stop();
  process.off("unhandledRejection", remember).off("uncaughtException", remember);
  expect(unhandled).toEqual([]);
});

const body = JSON.stringify({ model: MODELS.openai, messages: says("Hi") });
const envelope = (code: string) => ({
  error: { message: expect.any(String), type: "invalid_request_error", param: null, code },
});

describe("bytes that are no request", () => {
  it.each([
    ["garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 garbage\r\n\r\n", 400, "Bad Request"],
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n", 400, "Bad Request"],
    ["a header without colon", "GET /v1/models HTTP/1.1\r\nHost: hub\r\nnonsense\r\n\r\n", 400, "Bad Request"],
    [
      "two lengths",
      "POST /v1/chat/completions HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      400,
      "Bad Request",
    ],
    [
      "a length and chunks",
      "POST /v1/chat/completions HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
      400,
      "Bad Request",
    ],
    [
      "endless headers",
      `GET /v1/models HTTP/1.1\r\nHost: hub\r\nX-Large: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "Request Header Fields Too Large",
    ],
  ])("but %s are answered with an envelope, and the connection is closed", async (_what, bytes, status, reason) => {
    const connection = await openConnection(hub);
    connection.write(bytes);
    const text = await connection.closed();
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${reason}\r\n`));
    const response = parseResponse(text);
    expect(response?.headers.connection).toBe("close");
    expect(JSON.parse(response?.body ?? "")).toEqual(envelope("invalid_request"));
  });
});

describe("a request that never arrives", () => {
  it.each([
    ["nothing but a line", "POST /v1/chat/completions HTTP/1.1\r\n"],
    ["headers without end", "POST /v1/chat/completions HTTP/1.1\r\nHost: hub\r\nX-Slow:"],
  ])("with %s is given up", async (_what, bytes) => {
    const connection = await openConnection(hub);
    connection.write(bytes);
    const text = await connection.closed();
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(JSON.parse(parseResponse(text)?.body ?? "")).toEqual(envelope("request_timeout"));
  });

  it.each([
    ["a length", "Content-Length: 1000"],
    ["chunks", "Transfer-Encoding: chunked"],
  ])("whole, for its body with %s stops, is a 408 and no vendor hears of it", async (_what, header) => {
    const connection = await openConnection(hub);
    connection.write(chatHead(hub, "Content-Type: application/json", header));
    connection.write(header.startsWith("Content") ? body.slice(0, 20) : `a\r\n${body.slice(0, 10)}\r\n`);
    const response = await connection.response();
    expect(response.status).toBe(408);
    expect(JSON.parse(response.body)).toEqual(envelope("request_timeout"));
    expect(hub.sandbox.vendors.openai.requests).toEqual([]);
    connection.socket.destroy();
  });

  it("for the caller leaves in the middle of its body leaves no trace", async () => {
    const connection = await openConnection(hub);
    connection.write(chatHead(hub, "Content-Type: application/json", "Content-Length: 1000") + body.slice(0, 20));
    connection.socket.end();
    connection.socket.destroy();
    await connection.closed();
    expect(hub.sandbox.vendors.openai.requests).toEqual([]);
  });

  it("for its chunks are broken is a 400", async () => {
    const connection = await openConnection(hub);
    connection.write(`${chatHead(hub, "Content-Type: application/json", "Transfer-Encoding: chunked")}zz\r\n{}\r\n`);
    const text = await connection.closed();
    expect(parseResponse(text)?.status).toBe(400);
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(hub.sandbox.vendors.openai.requests).toEqual([]);
  });
});

describe("a request that is unusual and fine", () => {
  const whole = (...headers: string[]) =>
    chatHead(hub, "Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`, ...headers) + body;

  it("arrives byte by byte", async () => {
    const connection = await openConnection(hub);
    connection.socket.setNoDelay(true);
    for (const byte of whole()) {
      connection.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await connection.response()).status).toBe(200);
    connection.socket.destroy();
  });

  it.each([
    ["asks for 100 Continue", "Expect: 100-continue", /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/],
    ["offers HTTP/2, as Java's client does", "Connection: Upgrade\r\nUpgrade: h2c", /^HTTP\/1\.1 200 OK\r\n/],
    ["closes its connection afterwards", "Connection: close", /^HTTP\/1\.1 200 OK\r\n/],
  ])("%s", async (_what, header, expected) => {
    const connection = await openConnection(hub);
    connection.write(whole(header));
    await eventually(() => expect(connection.received).toMatch(expected));
    await eventually(() => expect(connection.received).toContain('"object":"chat.completion"'));
    connection.socket.destroy();
  });

  it("comes with others on one connection, and the answers keep their order", async () => {
    const connection = await openConnection(hub);
    connection.write(`${whole()}GET /healthz HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n`);
    const text = await connection.closed();
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(text.indexOf('"chat.completion"')).toBeLessThan(text.indexOf('{"status":"ok"}'));
  });
});

describe("a stream under way", () => {
  const streamed = JSON.stringify({ model: MODELS.openai, messages: says("Hi"), stream: true });
  const whole = () =>
    chatHead(hub, "Content-Type: application/json", `Content-Length: ${Buffer.byteLength(streamed)}`) + streamed;

  it("never gets another answer's bytes into it when its caller goes mad", async () => {
    hub.sandbox.vendors.openai.faults = { chunkDelayMs: 5, outputTokens: 100_000 };
    const connection = await openConnection(hub);
    connection.write(whole());
    await eventually(() => expect(connection.received).toContain("data: "));
    connection.write("\x00 garbage \r\n\r\n");
    const text = await connection.closed();
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await eventually(() => expect(lastRequest(hub.sandbox.vendors.openai).closedByClientAt).toBeDefined());
  });

  it("nor when another request waits behind it", async () => {
    hub.sandbox.vendors.openai.failNext({ chunkDelayMs: 5, outputTokens: 100_000 });
    hub.sandbox.vendors.openai.failNext({ stallBeforeHeaders: true });
    const connection = await openConnection(hub);
    connection.write(whole() + whole());
    await eventually(() => expect(connection.received).toContain("data: "));
    await eventually(() => expect(hub.sandbox.vendors.openai.requests).toHaveLength(2));
    connection.write("\x00 garbage \r\n\r\n");
    const text = await connection.closed();
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await eventually(() => expect(hub.sandbox.vendors.openai.openRequests).toBe(0));
  });

  it("does not fall to the timeouts of requests", async () => {
    hub.sandbox.vendors.openai.faults = { chunkDelayMs: 60, outputTokens: 20 };
    const connection = await openConnection(hub);
    connection.write(whole());
    await eventually(() => expect(connection.received).toContain("[DONE]"));
    connection.socket.destroy();
  });
});

describe("the time limits", () => {
  it("may be longer than those of Node.js, and no longer than its timers", async () => {
    const patient = await startGateway({ headersTimeoutMs: 2_000_000, bodyTimeoutMs: 1_000 });
    const completion = await patient.client().chat.completions.create({ model: MODELS.openai, messages: says("Hi") });
    expect(completion.choices[0]?.finish_reason).toBe("stop");
    await patient.stop();
    expect(Config.safeParse({ bodyTimeoutMs: 2 ** 31 }).success).toBe(false);
  });
});
