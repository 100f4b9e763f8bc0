import { answerWith, type ScriptedVendor, startScriptedVendor, streamPieces } from "@hub/provider/testing";
import { runExample } from "@hub/readme-example";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createGoogle, createVertex, type VertexOptions } from "./index.ts";
import { response, streamOf } from "./test-support.ts";

const readme = new URL("../README.md", import.meta.url);
let vendor: ScriptedVendor;
beforeEach(async () => {
  vendor = await startScriptedVendor();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await vendor.close();
});

it("the README's example of the Gemini API runs as it stands", async () => {
  vi.stubEnv("GEMINI_API_KEY", "test-key");
  vendor.answer(answerWith(response([{ text: "Grüße 🌍" }], { finishReason: "STOP" })));
  const modules = {
    "@hub/provider-google": {
      createGoogle: (options: object) => createGoogle({ ...options, baseUrl: vendor.baseUrl }),
    },
  };
  expect(await runExample({ readme, position: 0, modules })).toEqual(["Grüße 🌍 [ 'temperature' ]"]);
  expect(vendor.requests[0]?.headers["x-goog-api-key"]).toBe("test-key");
});

it("the README's example of Vertex AI runs as it stands, but for its key file", async () => {
  vendor.answer(streamPieces([streamOf([response([{ text: "Hi" }], { finishReason: "STOP" })])]));
  const modules = {
    "@hub/provider-google": {
      createVertex: (options: VertexOptions) =>
        createVertex({ ...options, baseUrl: vendor.baseUrl, credential: { accessToken: "token" } }),
    },
  };
  expect(await runExample({ readme, position: 1, modules })).toEqual(["{ role: 'assistant', content: 'Hi' }", "{}"]);
  expect(vendor.requests[0]?.path).toContain("/projects/my-project/locations/europe-west4/");
});
