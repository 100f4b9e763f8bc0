import { describe, it } from "vitest";
import { createOpenAICompatible, openAICompatibleWireFormat } from "../openai-compatible/create-openai-compatible.ts";
import type { OpenAICompatibleSpec } from "../openai-compatible/spec.ts";
import { openAICompatibleFixtures, providerConformance } from "./index.ts";

const spec: OpenAICompatibleSpec = {
  id: "acme",
  name: "Acme",
  baseUrl: "https://llm.acme.example/v1",
  apiKeyVariable: "ACME_API_KEY",
  drop: ["logit_bias"],
};

describe("an OpenAI-compatible vendor", () => {
  providerConformance(it, {
    create: (options) => createOpenAICompatible(spec, options),
    wire: openAICompatibleWireFormat(spec),
    model: "acme-1",
    credentialHeader: "authorization",
    inexpressible: { param: "logit_bias", request: { logit_bias: { 50256: -100 } } },
    fixtures: openAICompatibleFixtures,
  });
});
