import { answerWith, openAICompatibleFixtures, startScriptedVendor } from "@hub/provider/testing";
import { runExample } from "@hub/readme-example";
import { expect, it, vi } from "vitest";
import { createTogether } from "./index.ts";

it("the README's example runs as it stands", async () => {
  const vendor = await startScriptedVendor();
  vi.stubEnv("TOGETHER_API_KEY", "test-key");
  vendor.answer(answerWith(openAICompatibleFixtures.completion));
  const lines = await runExample({
    readme: new URL("../README.md", import.meta.url),
    position: 0,
    modules: {
      "@hub/provider-together": {
        createTogether: (options: object) => createTogether({ ...options, baseUrl: vendor.baseUrl }),
      },
    },
  });
  expect(lines).toEqual(["Grüße 🌍 [ 'user' ]"]);
  expect(vendor.requests[0]?.headers.authorization).toBe("Bearer test-key");
  vi.unstubAllEnvs();
  await vendor.close();
});
