import OpenAI, { type APIError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { VENDOR_IDS } from "../src/vendors.ts";
import {
  chatRequests,
  MODELS,
  rejection,
  says,
  secretsOf,
  startGateway,
  type TestGateway,
  VENDORS,
  withFaults,
} from "./support.ts";

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway({ vendors: { openai: { transport: { firstByteTimeoutMs: 300 } } } });
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

/** Together's 403 is a prompt beyond the context, and Bedrock has no 402. */
function hasAnotherMeaning(vendor: string, status: number): boolean {
  return (vendor === "together" && status === 403) || (vendor === "bedrock" && status === 402);
}

/** Vendors whose first event holds content, so that the second comes too late for a plain error. */
const SPEAKS_AT_ONCE: ReadonlySet<string> = new Set(["together", "google", "vertex", "xai"]);

/** Everything that a caller can see of an error. */
interface SeenError {
  status: number;
  code: string | null;
  type: string;
  param: string | null;
  message: string;
  headers: Headers;
  error: object;
}

async function failure(stream: boolean, model: string = MODELS.openai, text = "Hi"): Promise<APIError & SeenError> {
  const error = await rejection(client.chat.completions.create({ model, messages: says(text), stream }));
  expect(error).toBeInstanceOf(OpenAI.APIError);
  return error as APIError & SeenError;
}

const requestsOfAll = () => VENDOR_IDS.flatMap((id) => [...hub.sandbox.vendors[id].requests]);

describe("a key", () => {
  it.each([
    ["that is wrong", "os_hub_wrong"],
    ["of a vendor", "sk-proj-sandbox0000000000000000000000000000000000000000"],
  ])("%s is refused with OpenAI's error, and no vendor hears of it", async (_which, apiKey) => {
    const asked = hub.client({ apiKey }).chat.completions.create({ model: MODELS.openai, messages: says("Hi") });
    const error = (await rejection(asked)) as SeenError;
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key" });
    expect(JSON.stringify(error.error) + error.message).not.toContain(apiKey);
    expect(requestsOfAll()).toEqual([]);
  });

  it("that is missing is refused for every path", async () => {
    for (const [path, method] of [
      ["/v1/chat/completions", "POST"],
      ["/v1/models", "GET"],
      ["/v1/models/gpt-4o", "GET"],
    ]) {
      const response = await fetch(hub.url + path, { method: method as string });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toMatchObject({
        error: { type: "authentication_error", param: null, code: "invalid_api_key" },
      });
    }
    expect(requestsOfAll()).toEqual([]);
  });
});

describe("a model that does not exist", () => {
  it("is answered with the closest names, and no vendor hears of it", async () => {
    const error = await failure(false, "gpd-4.1-mini");
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
    expect(error.message).toContain("openai/gpt-4.1-mini");
    expect(requestsOfAll()).toEqual([]);
  });

  it.each(VENDORS)("at %s is its 404", async (vendor) => {
    const error = await failure(true, `${vendor}/no-such-model`);
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: "model_not_found" });
  });
});

describe.each(VENDORS)("an error status of %s", (vendor, model) => {
  const vendorOf = () => hub.sandbox.vendors[vendor];
  const cases = [
    [400, 400, OpenAI.BadRequestError],
    [401, 502, OpenAI.InternalServerError],
    [402, 502, OpenAI.InternalServerError],
    [403, 502, OpenAI.InternalServerError],
    [404, 404, OpenAI.NotFoundError],
    [408, 504, OpenAI.InternalServerError],
    [413, 413, OpenAI.APIError],
    [422, 400, OpenAI.BadRequestError],
    [429, 429, OpenAI.RateLimitError],
    [500, 502, OpenAI.InternalServerError],
    [502, 502, OpenAI.InternalServerError],
    [503, 503, OpenAI.InternalServerError],
    [504, 504, OpenAI.InternalServerError],
    [529, 503, OpenAI.InternalServerError],
  ] as const;

  it.each(cases)("%i is the caller's %i, streaming or not", async (status, expected, errorClass) => {
    if (hasAnotherMeaning(vendor, status)) return;
    vendorOf().failNext({ status }, 2);
    for (const stream of [false, true]) {
      const error = await failure(stream, model);
      expect(error).toBeInstanceOf(errorClass);
      expect(error.status).toBe(expected);
      expect(error.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(Object.keys(error.error).sort()).toEqual(["code", "message", "param", "type"]);
    }
    expect(chatRequests(vendorOf())).toHaveLength(2);
  });

  it.each([401, 403])("%i never looks like the caller's fault, and tells no key", async (status) => {
    if (hasAnotherMeaning(vendor, status)) return;
    vendorOf().failNext({ status });
    const error = await failure(false, model);
    expect(error).not.toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 502, code: "upstream_auth_error" });
    expect(error.headers.get("x-should-retry")).toBe("false");
    const seen = JSON.stringify([error.error, [...error.headers]]) + error.message;
    for (const secret of secretsOf(vendorOf())) expect(seen).not.toContain(secret);
    expect(seen).not.toMatch(/sk-|gsk_|x-api-key/);
  });

  it.each([
    ["an HTML page", { html: true }, 502],
    ["an HTML page with a status of its own", { html: true, status: 503 }, 503],
    ["an HTML page with status 200", { html: true, status: 200 }, 502],
    ["an empty body", { emptyBody: true }, 502],
    ["an empty body with a status of its own", { emptyBody: true, status: 500 }, 502],
    ["an empty refusal", { emptyBody: true, status: 400 }, 400],
    ["a closed socket", { closeSocketBeforeResponse: true }, 502],
    ["a socket that closes after the headers", { cutAfterBytes: 0 }, 502],
  ])("and %s are plain JSON errors, streaming or not", async (_what, faults, status) => {
    for (const stream of [false, true]) {
      vendorOf().faults = faults;
      const error = await failure(stream, model);
      expect(error.status).toBe(status);
      expect(error.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(error.message).not.toMatch(/<html|cloudflare/i);
    }
  });

  it("that ends a whole answer in its middle is an error", async () => {
    vendorOf().faults = { cutAfterBytes: 120 };
    expect(await failure(false, model)).toMatchObject({ status: 502, code: "upstream_error" });
  });

  it("in the first event of a stream is a plain error with its status", async () => {
    const expected = { anthropic: 503, groq: 400, google: 503, vertex: 503, bedrock: 429 }[vendor as string] ?? 502;
    vendorOf().faults = { errorEventAt: 1 };
    const error = await failure(true, model);
    expect(error.status).toBe(expected);
    expect(error.headers.get("content-type")).toBe("application/json; charset=utf-8");
    if (SPEAKS_AT_ONCE.has(vendor)) return;
    // Nothing has been said after the second event either.
    vendorOf().faults = { errorEventAt: 2 };
    expect((await failure(true, model)).status).toBe(expected);
  });

  it("that says when to come back says so to the caller", async () => {
    const inTenSeconds = new Date(Math.ceil(Date.now() / 1000) * 1000 + 10_000).toUTCString();
    vendorOf().failNext({ status: 429, retryAfter: "7" });
    vendorOf().failNext({ status: 503, retryAfter: inTenSeconds });
    vendorOf().failNext({ status: 429, headers: { "retry-after-ms": "1500" } });
    vendorOf().failNext({ status: 429 });
    const seconds = await failure(false, model);
    expect(seconds).toBeInstanceOf(OpenAI.RateLimitError);
    expect(seconds.headers.get("retry-after")).toBe("7");
    const date = Number((await failure(true, model)).headers.get("retry-after"));
    expect(date).toBeGreaterThanOrEqual(8);
    expect(date).toBeLessThanOrEqual(11);
    const milliseconds = await failure(false, model);
    expect(milliseconds.headers.get("retry-after")).toBe("2");
    expect(milliseconds.headers.get("retry-after-ms")).toBe("1500");
    expect(Number((await failure(true, model)).headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("that passes is retried by the client as the vendor asked", async () => {
    vendorOf().failNext({ status: 503, retryAfter: "1" });
    vendorOf().failNext({ status: 429, headers: { "retry-after-ms": "20" } });
    const completion = await hub
      .client({ maxRetries: 2 })
      .chat.completions.create({ model, messages: says("Third time lucky") });
    expect(completion.choices[0]?.message.content).toContain("Third time lucky");
    expect(vendorOf().requests.map(({ status }) => status)).toEqual([503, 429, 200]);
    // Of itself the client waits half a second at most before its first retry.
    const [first, second] = vendorOf().requests.map(({ receivedAt }) => receivedAt);
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(990);
  });

  it("that no retry would cure is not retried by the client", async () => {
    vendorOf().failNext({ status: 401 }, 3);
    await rejection(hub.client({ maxRetries: 2 }).chat.completions.create({ model, messages: says("Hi") }));
    expect(vendorOf().requests).toHaveLength(1);
  });
});

describe("what a vendor refuses", () => {
  it("keeps the vendor's own words, code and field", async () => {
    const asked = client.chat.completions.create({
      model: MODELS.openai,
      messages: says("Hi"),
      tools: [{ type: "function", function: { name: "no spaces allowed", parameters: { type: "object" } } }],
    });
    const error = await rejection(asked);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, param: "tools[0].function.name", code: "invalid_value" });
  });

  it.each(VENDORS)("for its length at %s is context_length_exceeded", async (_vendor, model) => {
    const words = model.startsWith("groq/") ? 140_000 : model.startsWith("xai/") ? 2_100_000 : 1_060_000;
    const text = "word ".repeat(words);
    expect(await failure(true, model, text)).toMatchObject({ status: 400, code: "context_length_exceeded" });
  });
});

describe("a vendor that never begins", () => {
  it("is a 504 after the time that is set, streaming or not", async () => {
    const text = withFaults({ stallBeforeHeaders: true });
    for (const error of await Promise.all([failure(false, MODELS.openai, text), failure(true, MODELS.openai, text)])) {
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 504, code: "upstream_timeout" });
    }
  });
});
