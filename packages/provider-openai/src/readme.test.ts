import { openAICompatibleFixtures, startScriptedVendor, streamPieces } from "@hub/provider/testing";
import { runExample } from "@hub/readme-example";
import { expect, it, vi } from "vitest";
import { createOpenAI } from "./index.ts";

it("the README's example runs as it stands", async () => {
  const vendor = await startScriptedVendor();
  vi.stubEnv("OPENAI_API_KEY", "test-key");
  vendor.answer(streamPieces([Buffer.from(openAICompatibleFixtures.streamSaying("Hi there"))]));
  const lines = await runExample({
    readme: new URL("../README.md", import.meta.url),
    position: 0,
    modules: {
      "@hub/provider-openai": {
        createOpenAI: (options: object) => createOpenAI({ ...options, baseUrl: vendor.baseUrl }),
      },
    },
  });
  expect(lines.join("|")).toContain("Hi there");
  expect(lines.at(-1)).toBe("[ 'temperature' ]");
  expect(vendor.requests[0]?.headers.authorization).toBe("Bearer test-key");
  vi.unstubAllEnvs();
  await vendor.close();
});
