import { openAICompatibleWireFormat } from "@hub/provider";
import { openAICompatibleFixtures, providerConformance } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createOpenAI, openAISpec } from "./index.ts";

describe("OpenAI", () => {
  providerConformance(it, {
    create: createOpenAI,
    wire: openAICompatibleWireFormat(openAISpec),
    model: "gpt-4.1",
    credentialHeader: "authorization",
    inexpressible: { param: "temperature", request: { model: "o3", temperature: 0.5 } },
    fixtures: openAICompatibleFixtures,
  });
});
