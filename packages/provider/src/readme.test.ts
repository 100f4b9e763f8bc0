import { runExample } from "@hub/readme-example";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import {
  apiKeyOf,
  createOpenAICompatible,
  createProvider,
  type OpenAICompatibleSpec,
  type ProviderDefinition,
} from "./index.ts";
import {
  answerWith,
  openAICompatibleFixtures,
  type ScriptedVendor,
  startScriptedVendor,
  streamPieces,
} from "./testing/index.ts";

const readme = new URL("../README.md", import.meta.url);
let vendor: ScriptedVendor;
beforeEach(async () => {
  vendor = await startScriptedVendor();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await vendor.close();
});

it("the README's vendor that speaks OpenAI's format works as it stands", async () => {
  vi.stubEnv("ACME_API_KEY", "test-key");
  vendor.answer(answerWith(openAICompatibleFixtures.completion));
  const modules = {
    "@hub/provider": {
      createOpenAICompatible: (spec: OpenAICompatibleSpec) =>
        createOpenAICompatible({ ...spec, baseUrl: vendor.baseUrl }),
    },
  };
  expect(await runExample({ readme, position: 0, modules })).toEqual(["Grüße 🌍"]);
  expect(vendor.requests[0]?.headers.authorization).toBe("Bearer test-key");
});

it("the README's vendor with a format of its own works as it stands", async () => {
  vendor.answer(streamPieces([Buffer.from("data: Hello\n\ndata: you\n\nevent: end\ndata: .\n\n")]));
  const modules = {
    "@hub/provider": {
      apiKeyOf,
      createProvider: (definition: ProviderDefinition) => createProvider({ ...definition, baseUrl: vendor.baseUrl }),
    },
  };
  expect(await runExample({ readme, position: 1, modules })).toEqual(["Hello", "you", "stop"]);
  expect(vendor.requests[0]).toMatchObject({ path: "/say", json: { text: "Hello" } });
  expect(vendor.requests[0]?.headers["x-echo-key"]).toBe("secret");
});
