import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadApiKey } from "./credentials.ts";
import { modelsReleased } from "./models.ts";
import { createOpenAICompatible } from "./openai-compatible/create-openai-compatible.ts";
import type { Provider } from "./provider.ts";
import { answerWith, openAICompatibleFixtures, type ScriptedVendor, startScriptedVendor } from "./testing/index.ts";

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
