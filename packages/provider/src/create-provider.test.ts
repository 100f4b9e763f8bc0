import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProvider } from "./create-provider.ts";
import { loadApiKey } from "./credentials.ts";
import { modelsReleased } from "./models.ts";
import { createOpenAICompatible, openAICompatibleWireFormat } from "./openai-compatible/create-openai-compatible.ts";
import type { Provider } from "./provider.ts";
import {
  answerWith,
  openAICompatibleFixtures,
  type ScriptedVendor,
  startScriptedVendor,
  streamPieces,
} from "./testing/index.ts";

let vendor: ScriptedVendor;
let provider: Provider;
beforeEach(async () => {
  vendor = await startScriptedVendor();
});
afterEach(async () => {
  await provider?.close();
  await vendor.close();
});

const request = { model: "acme-1", messages: [{ role: "user" as const, content: "Hi" }] };

describe("a provider", () => {
  it.each(["", "/", "/v1", "/v1/"])("adds its path to a base URL that ends in %j", async (path) => {
    const spec = { id: "acme", name: "Acme", baseUrl: vendor.baseUrl + path };
    provider = createOpenAICompatible(spec, { apiKey: "test-key" });
    vendor.answer(answerWith(openAICompatibleFixtures.completion));
    await provider.complete({ request });
    expect(vendor.requests[0]?.path).toBe(`${path.replace(/\/$/, "")}/chat/completions`);
  });

  it("makes no model and offers none, unless its spec says so", () => {
    provider = createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: vendor.baseUrl });
    expect(provider).toMatchObject({ id: "acme", name: "Acme", models: [] });
    expect(provider.makes("gpt-4.1")).toBe(false);
  });

  it("refuses a base URL that is none as soon as it is made", () => {
    expect(() => createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: "not a url" })).toThrow(TypeError);
  });

  it("leaves the short words of an error alone, although a short key is one of them", async () => {
    provider = createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: vendor.baseUrl }, { apiKey: "a" });
    vendor.answer(answerWith(openAICompatibleFixtures.error(400, "bad apples"), { status: 400 }));
    await expect(provider.complete({ request })).rejects.toThrow("bad apples");
  });
});

describe("an error of the vendor's that holds the credential", () => {
  const apiKey = "sk/canary+0123=";
  const seenIn = (error: unknown) => inspect(error, { depth: 9, showHidden: true });
  beforeEach(() => {
    provider = createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: vendor.baseUrl }, { apiKey });
  });

  it.each([
    ["as it is", apiKey],
    ["with escapes of JSON", "sk\\/canary\\u002b0123\\u003d"],
    ["as in a URL", encodeURIComponent(apiKey)],
  ])("%s is shown without it, in a response and in a stream", async (_how, written) => {
    const body = `{"error":{"message":"Bad key ${written}.","type":"t","param":"${written}","code":"${written}"}}`;
    vendor.answer(answerWith(body, { status: 400 }));
    const refused = await provider.complete({ request }).catch((error: unknown) => error);
    vendor.answer(streamPieces([Buffer.from(`data: ${body}\n\n`)]));
    const { chunks } = await provider.stream({ request });
    const broken = await chunks[Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error);
    for (const error of [refused, broken]) expect(seenIn(error)).not.toMatch(/canary/);
    expect(refused).toMatchObject({ message: "Bad key [credential]." });
  });
});

it("a caller who hangs up does not wait for a credential", async () => {
  const { wire, ...definition } = {
    id: "acme",
    name: "Acme",
    baseUrl: vendor.baseUrl,
    models: [],
    makes: () => false,
    wire: openAICompatibleWireFormat({ id: "acme", name: "Acme", baseUrl: vendor.baseUrl }),
  };
  const never = new Promise<never>(() => {});
  const controller = new AbortController();
  const { signal } = controller;
  for (const slow of [
    createProvider({ ...definition, wire, credential: () => never }),
    createProvider({ ...definition, wire: { ...wire, authorize: () => never }, credential: () => ({ apiKey: "k" }) }),
  ]) {
    const asked = slow.complete({ request, signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: "client_closed_request" });
    await slow.close();
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
  provider = createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: vendor.baseUrl });
});

describe("a credential", () => {
  const variable = "HUB_PROVIDER_TEST_KEY";
  afterEach(() => void delete process.env[variable]);

  it("is the key that was given, or the variable's, read at each request", () => {
    const source = { vendor: "Acme", variable };
    expect(() => loadApiKey({ ...source, apiKey: undefined })).toThrow(`Pass \`apiKey\` or set ${variable}.`);
    process.env[variable] = "from the environment\n";
    expect(loadApiKey({ ...source, apiKey: undefined })).toEqual({ apiKey: "from the environment" });
    expect(loadApiKey({ ...source, apiKey: "given" })).toEqual({ apiKey: "given" });
  });

  it("may have no variable at all", () => {
    const source = { vendor: "Acme", variable: undefined, apiKey: undefined };
    expect(() => loadApiKey(source)).toThrow("There is no credential for Acme. Pass `apiKey`.");
  });
});

it("a model's release date is the start of that day", () => {
  expect(modelsReleased({ "acme-1": "2026-11-22" })).toEqual([{ id: "acme-1", created: 1_795_305_600 }]);
});
