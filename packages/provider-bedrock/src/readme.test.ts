import { answerWith, startScriptedVendor } from "@hub/provider/testing";
import { runExample } from "@hub/readme-example";
import { afterEach, expect, it, vi } from "vitest";
import { type BedrockOptions, createBedrock } from "./index.ts";

afterEach(() => void vi.unstubAllEnvs());

it("the README's example works as it stands", async () => {
  vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "test-key");
  const vendor = await startScriptedVendor();
  const message = { role: "assistant", content: [{ text: "Grüße 🌍" }] };
  const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
  vendor.answer(answerWith({ output: { message }, stopReason: "end_turn", usage }));
  const modules = {
    "@hub/provider-bedrock": {
      createBedrock: (options: BedrockOptions) => createBedrock({ ...options, baseUrl: vendor.baseUrl }),
    },
  };
  const readme = new URL("../README.md", import.meta.url);
  expect(await runExample({ readme, position: 0, modules })).toEqual(["Grüße 🌍 [ 'seed' ]"]);
  expect(vendor.requests[0]).toMatchObject({
    path: "/model/eu.anthropic.claude-sonnet-4-6/converse",
    headers: { authorization: "Bearer test-key" },
  });
  await vendor.close();
});
