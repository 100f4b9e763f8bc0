import { Agent, request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { VENDOR_IDS } from "../src/vendors.ts";
import { lastBody, MODELS, says, startGateway, type TestGateway } from "./support.ts";

const MB = 1_000_000;
const model = MODELS.openai;

const unhandled: unknown[] = [];
const remember = (error: unknown) => void unhandled.push(error);

let hub: TestGateway;
beforeAll(async () => {
  process.on("unhandledRejection", remember).on("uncaughtException", remember);
  hub = await startGateway();
});
beforeEach(() => hub.clear());
afterAll(async () => {
  const alive = await post({ model, messages: says("Still there?") });
  expect(alive.status).toBe(200);
  await hub.stop();
  process.off("unhandledRejection", remember).off("uncaughtException", remember);
  expect(unhandled).toEqual([]);
});

function send(path: string, init: RequestInit & { duplex?: "half" }): Promise<Response> {
  const headers = { authorization: `Bearer ${hub.key}`, "content-type": "application/json", ...init.headers };
  return fetch(hub.url + path, { ...init, headers });
}

function postRaw(body: RequestInit["body"] & {}, headers: Record<string, string> = {}): Promise<Response> {
  return send("/v1/chat/completions", { method: "POST", body, headers, duplex: "half" });
}

const post = (body: unknown) => postRaw(JSON.stringify(body));

/** An error in OpenAI's form, and no vendor has heard of the request. */
async function expectRefused(response: Response, status: number, error: object): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("x-hub-correlation-id")).toMatch(/^req_/);
  const body = await response.json();
  expect(body).toEqual({
    error: {
      message: expect.any(String),
      type: "invalid_request_error",
      param: null,
      code: expect.any(String),
      ...error,
    },
  });
  expect(VENDOR_IDS.flatMap((id) => [...hub.sandbox.vendors[id].requests])).toEqual([]);
}

describe("a body that is not JSON", () => {
  it.each([
    ["words", "hello"],
    ["nothing", ""],
    ["half an object", '{"model":"gpt-4o","messages":['],
    ["two objects", "{}{}"],
    ["a number that is none", '{"temperature":NaN}'],
    ["a byte order mark alone", "\ufeff"],
    ["a NUL", "\0"],
  ])("but %s is a 400 that does not repeat it", async (_what, body) => {
    const response = await postRaw(body);
    const copy = response.clone();
    await expectRefused(response, 400, { code: "invalid_json" });
    if (body.length > 4) expect(await copy.text()).not.toContain(body);
  });

  it("for its bytes are not UTF-8 is a 400, not a changed prompt", async () => {
    const [head, tail] = JSON.stringify({ model, messages: says("@") }).split("@") as [string, string];
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      const body = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
      await expectRefused(await postRaw(body), 400, { code: "invalid_json" });
    }
  });

  it.each([
    ["null", null],
    ["an array", []],
    ["a string", "chat"],
    ["a number", 1],
    ["true", true],
  ])("object but %s is a 400", async (_what, body) => {
    await expectRefused(await post(body), 400, { code: "invalid_type" });
  });
});

describe("a field that is wrong", () => {
  const user = { role: "user", content: "Hi" };
  const tool = { type: "function", function: { name: "f", parameters: {} } };
  it.each<[string, object, string, string]>([
    ["no model", { model: undefined }, "model", "missing_required_parameter"],
    ["no messages", { messages: undefined }, "messages", "missing_required_parameter"],
    ["a model that is a number", { model: 4 }, "model", "invalid_type"],
    ["an empty model", { model: "" }, "model", "invalid_value"],
    ["a very long model", { model: "m".repeat(10_000) }, "model", "invalid_value"],
    ["messages that are a string", { messages: "Hi" }, "messages", "invalid_type"],
    ["no message", { messages: [] }, "messages", "empty_array"],
    ["a message that is null", { messages: [null] }, "messages[0]", "invalid_type"],
    [
      "a message without role",
      { messages: [user, { content: "x" }] },
      "messages[1].role",
      "missing_required_parameter",
    ],
    ["a role nobody has", { messages: [{ role: "king", content: "x" }] }, "messages[0].role", "invalid_value"],
    ["no content", { messages: [{ role: "user" }] }, "messages[0].content", "missing_required_parameter"],
    ["content that is a number", { messages: [{ role: "user", content: 5 }] }, "messages[0].content", "invalid_type"],
    [
      "a part of no known type",
      { messages: [{ role: "user", content: [{ type: "x" }] }] },
      "messages[0].content[0].type",
      "invalid_value",
    ],
    [
      "a text part without text",
      { messages: [{ role: "user", content: [{ type: "text" }] }] },
      "messages[0].content[0].text",
      "missing_required_parameter",
    ],
    [
      "a tool result without id",
      { messages: [user, { role: "tool", content: "x" }] },
      "messages[1].tool_call_id",
      "missing_required_parameter",
    ],
    ["a temperature in words", { temperature: "hot" }, "temperature", "invalid_type"],
    ["a temperature too high", { temperature: 3 }, "temperature", "invalid_value"],
    ["a negative limit", { max_tokens: -1 }, "max_tokens", "invalid_value"],
    ["half a token", { max_completion_tokens: 1.5 }, "max_completion_tokens", "invalid_type"],
    ["no choices", { n: 0 }, "n", "invalid_value"],
    ["a stream in words", { stream: "true" }, "stream", "invalid_type"],
    ["stream options without stream", { stream_options: { include_usage: true } }, "stream_options", "invalid_value"],
    ["five stop sequences", { stop: ["1", "2", "3", "4", "5"] }, "stop", "array_above_max_length"],
    ["a tool of no known type", { tools: [{ type: "magic" }] }, "tools[0].type", "invalid_value"],
    [
      "a tool without name",
      { tools: [{ type: "function", function: {} }] },
      "tools[0].function.name",
      "missing_required_parameter",
    ],
    [
      "parameters that are a list",
      { tools: [{ ...tool, function: { name: "f", parameters: [] } }] },
      "tools[0].function.parameters",
      "invalid_type",
    ],
    ["a tool choice nobody has", { tools: [tool], tool_choice: "maybe" }, "tool_choice", "invalid_value"],
    ["a format nobody has", { response_format: { type: "yaml" } }, "response_format.type", "invalid_value"],
    ["a seed in words", { seed: "7" }, "seed", "invalid_type"],
    ["top_logprobs out of range", { logprobs: true, top_logprobs: 21 }, "top_logprobs", "invalid_value"],
  ])("%s is a 400 that names it", async (_what, fields, param, code) => {
    await expectRefused(await post({ model, messages: [user], ...fields }), 400, { param, code });
  });

  it("for the model is unknown is a 404", async () => {
    const response = await post({ model: "no-such-model", messages: says("Hi") });
    await expectRefused(response, 404, { param: "model", code: "model_not_found" });
  });

  it("is found among 100,000 messages as fast as among few", async () => {
    const messages = Array.from({ length: 100_000 }, () => user);
    await expectRefused(await post({ model, messages }), 400, { param: "messages", code: "array_above_max_length" });
  });

  it("but null is as good as absent", async () => {
    const response = await post({
      model,
      messages: says("Hi"),
      temperature: null,
      tools: null,
      stop: null,
      stream: null,
    });
    expect(response.status).toBe(200);
  });
});

describe("JSON made to do harm", () => {
  it.each([
    ["__proto__ at the top", `{"model":"${model}","messages":[],"__proto__":{"admin":true}}`],
    ["__proto__ deep inside", `{"model":"${model}","messages":[{"role":"user","content":"x","y":[{"__proto__":{}}]}]}`],
    ["__proto__ in escapes", `{"model":"${model}","\\u005f_proto__":{"messages":[]}}`],
    ["lists in lists", `{"model":"${model}","messages":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["objects in objects", `{"model":"${model}","x":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`],
    ["an unclosed tower", "[".repeat(MB)],
  ])("%s is a 400", async (_what, body) => {
    await expectRefused(await postRaw(body), 400, { code: "invalid_json" });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it("constructor and prototype keys are but unknown fields", async () => {
    const response = await postRaw(
      `{"model":"${MODELS.anthropic}","messages":[{"role":"user","content":"Hi"}],"constructor":{"prototype":{"admin":true}},"toString":1}`,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("x-hub-dropped-params")?.split(",").sort()).toEqual(["constructor", "toString"]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe("the type of the body", () => {
  it.each(["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/jsonp"])(
    "%s is a 415",
    async (type) => {
      const response = await postRaw(JSON.stringify({ model, messages: says("Hi") }), { "content-type": type });
      await expectRefused(response, 415, { code: "unsupported_media_type" });
    },
  );

  it.each(["application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json"])(
    "%s is fine",
    async (type) => {
      const response = await postRaw(JSON.stringify({ model, messages: says("Hi") }), { "content-type": type });
      expect(response.status).toBe(200);
    },
  );

  it("compressed is a 415", async () => {
    const body = gzipSync(JSON.stringify({ model, messages: says("Hi") }));
    await expectRefused(await postRaw(body, { "content-encoding": "gzip" }), 415, { code: "unsupported_media_type" });
  });
});

describe("the size of the body", () => {
  const large = (bytes: number) => JSON.stringify({ model, messages: says("x".repeat(bytes)) });

  it("may be 12 MB, as an image has it", async () => {
    const url = `data:image/png;base64,iVBORw0KGgo${"A".repeat(12 * MB - 11)}`;
    const content = [{ type: "image_url", image_url: { url } }];
    expect((await post({ model, messages: [{ role: "user", content }] })).status).toBe(200);
    expect(JSON.stringify(lastBody(hub.sandbox.vendors.openai)).length).toBeGreaterThan(12 * MB);
  });

  it("of 50 MB is a 413, announced or in pieces, also when it is sent to its end", async () => {
    await expectRefused(await postRaw(large(50 * MB)), 413, { code: "payload_too_large" });
    const piece = Buffer.alloc(MB, "x");
    const pieces = Readable.toWeb(Readable.from(Array.from({ length: 50 }, () => piece)));
    await expectRefused(await postRaw(pieces as ReadableStream), 413, { code: "payload_too_large" });
  });

  it("does not cost the caller its connection", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      expect(await over(agent, large(20 * MB))).toBe(413);
      expect(await over(agent, JSON.stringify({ model, messages: says("Hi") }))).toBe(200);
    } finally {
      agent.destroy();
    }
  });

  function over(agent: Agent, body: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${hub.key}`, "content-type": "application/json" };
      const sent = httpRequest(`${hub.url}/v1/chat/completions`, { method: "POST", agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
});

describe("paths and methods", () => {
  it.each([
    ["GET", "/v1/chat/completions", 405, "method_not_allowed"],
    ["DELETE", "/v1/models", 405, "method_not_allowed"],
    ["POST", "/v1/models/gpt-4o", 405, "method_not_allowed"],
    ["GET", "/", 404, "unknown_url"],
    ["POST", "/v1/embeddings", 404, "unknown_url"],
    ["GET", "/v1/models/%E0%A4%A", 404, "model_not_found"],
    ["GET", "/v1/models/..%2f..%2fetc", 404, "model_not_found"],
  ])("%s %s is a %i", async (method, path, status, code) => {
    const param = code === "model_not_found" ? "model" : null;
    await expectRefused(await send(path, { method }), status, { code, param });
  });

  it("take a query", async () => {
    const body = JSON.stringify({ model, messages: says("Hi") });
    const response = await send("/v1/chat/completions?api-version=2024-10-21", { method: "POST", body });
    expect(response.status).toBe(200);
  });
});
