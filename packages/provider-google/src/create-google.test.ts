import type { ChatChunk } from "@hub/protocol";
import { answerWith, type ScriptedVendor, startScriptedVendor, streamPieces } from "@hub/provider/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGoogle, createVertex } from "./index.ts";
import { COMPLETION, chat, response, streamOf } from "./test-support.ts";

let vendor: ScriptedVendor;
beforeEach(async () => {
  vendor = await startScriptedVendor();
  vendor.answer(answerWith(COMPLETION));
  for (const name of ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"])
    vi.stubEnv(name, "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await vendor.close();
});

describe("Google", () => {
  it("makes Gemini and Gemma, and offers some", () => {
    const google = createGoogle();
    expect(google).toMatchObject({ id: "google", name: "Google" });
    expect(["gemini-99", "gemma-4-31b-it", "models/gemini-x"].every(google.makes)).toBe(true);
    expect(["gpt-4.1", "my-gemini-x", "vertex/gemini-x"].some(google.makes)).toBe(false);
    expect(google.models.every(({ id, created }) => google.makes(id) && Number.isInteger(created))).toBe(true);
  });

  it("has its key from either variable, and sends it in a header alone", async () => {
    const google = createGoogle({ baseUrl: `${vendor.baseUrl}/v1beta` });
    vi.stubEnv("GOOGLE_API_KEY", "second");
    await google.complete({ request: chat() });
    vi.stubEnv("GEMINI_API_KEY", "first");
    await google.complete({ request: chat() });
    expect(vendor.requests.map(({ headers }) => headers["x-goog-api-key"])).toEqual(["second", "first"]);
    expect(vendor.requests[0]?.path).toBe("/v1beta/models/gemini-3-flash-preview:generateContent");
    await google.close();
  });
});

describe("a stream of Google's", () => {
  const end = { candidates: [{ index: 0, finishReason: "STOP" }] };
  const usage = { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } };
  const read = async (events: readonly object[], fields = {}) => {
    vendor.answer(streamPieces([streamOf(events)], "text/event-stream"));
    const google = createGoogle({ baseUrl: vendor.baseUrl, apiKey: "k" });
    try {
      const { chunks } = await google.stream({ request: chat({ model: "gemini-2.5-flash", ...fields }) });
      const all: ChatChunk[] = [];
      for await (const chunk of chunks) all.push(chunk);
      return all;
    } finally {
      await google.close();
    }
  };
  const begin = { candidates: [{ index: 0, content: { parts: [{ text: "a" }] } }] };

  it("gives its usage, though that comes after the end", async () => {
    expect((await read([begin, end, usage])).at(-1)?.usage).toMatchObject({ total_tokens: 7 });
  });

  it("may end without usage, and with fewer choices than were asked for", async () => {
    expect((await read([begin, end])).at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect((await read([begin, { ...end, ...usage }], { n: 2 })).at(-1)?.usage).toBeDefined();
  });

  it("may not end before its candidates do", async () => {
    await expect(read([response([{ text: "a" }])])).rejects.toMatchObject({ code: "upstream_error" });
  });
});

describe("Vertex AI", () => {
  const credential = { accessToken: "token" };

  it("makes no models of its own, and offers Google's", () => {
    const vertex = createVertex();
    expect(vertex).toMatchObject({ id: "vertex", name: "Vertex AI" });
    expect(vertex.makes("gemini-3.8-flash")).toBe(false);
    expect(vertex.models).toBe(createGoogle().models);
  });

  const inProject = "/v1beta1/projects/p/locations/europe-west4/publishers";
  it.each([
    ["", "gemini-x", `${inProject}/google/models/gemini-x:generateContent`],
    ["/", "models/gemini-x", `${inProject}/google/models/gemini-x:generateContent`],
    ["/v1", "gemini-x", `${inProject.replace("v1beta1", "v1")}/google/models/gemini-x:generateContent`],
    ["/proxy/v1beta1/", "gemini-x", `/proxy${inProject}/google/models/gemini-x:generateContent`],
    ["", "publishers/meta/models/llama", `${inProject}/meta/models/llama:generateContent`],
    ["", "projects/p/locations/l/endpoints/7", "/v1beta1/projects/p/locations/l/endpoints/7:generateContent"],
  ])("at the base '%s' has %s at %s", async (base, model, path) => {
    const vertex = createVertex({ baseUrl: vendor.baseUrl + base, project: "p", location: "europe-west4", credential });
    await vertex.complete({ request: chat({ model }) });
    expect(vendor.requests[0]?.path).toBe(path);
    await vertex.close();
  });

  const elsewhere = "projects/q/locations/l/endpoints/7";
  it.each([elsewhere, "projects/p2/locations/l/endpoints/7", "projects/", "projects/../projects/q/x"])(
    "is in its own project alone, not at %s",
    async (model) => {
      const vertex = createVertex({ baseUrl: vendor.baseUrl, project: "p", credential });
      const refused = { status: 404, code: "model_not_found", param: "model" };
      await expect(vertex.complete({ request: chat({ model }) })).rejects.toMatchObject(refused);
      await expect(vertex.stream({ request: chat({ model }) })).rejects.toMatchObject(refused);
      expect(vendor.requests).toHaveLength(0);
      await vertex.close();
    },
  );

  it("is in any project for a call with a credential of its own", async () => {
    const vertex = createVertex({ baseUrl: vendor.baseUrl, project: "p", credential });
    await vertex.complete({ request: chat({ model: elsewhere }), credential: { accessToken: "theirs" } });
    expect(vendor.requests[0]?.path).toBe(`/v1beta1/${elsewhere}:generateContent`);
    await vertex.close();
  });

  it("with a bad model name does not name the project", async () => {
    const vertex = createVertex({ baseUrl: vendor.baseUrl, project: "secret-project", credential });
    const error = await vertex.complete({ request: chat({ model: "../x" }) }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "model_not_found" });
    expect(String(error)).not.toContain("secret-project");
    await vertex.close();
  });

  it("has project and location from the environment", async () => {
    vi.stubEnv("GOOGLE_CLOUD_PROJECT", "env-project");
    vi.stubEnv("GOOGLE_CLOUD_LOCATION", "us-east5");
    const vertex = createVertex({ baseUrl: vendor.baseUrl, credential });
    await vertex.complete({ request: chat() });
    expect(vendor.requests[0]?.path).toContain("/projects/env-project/locations/us-east5/");
    await vertex.close();
  });

  it("says what to set where there is no project", async () => {
    const vertex = createVertex({ baseUrl: vendor.baseUrl, credential });
    await expect(vertex.complete({ request: chat() })).rejects.toMatchObject({
      code: "upstream_auth_error",
      message: expect.stringContaining("GOOGLE_CLOUD_PROJECT"),
    });
    await vertex.close();
  });

  it("does not say to the caller in which project a model is", async () => {
    const { modelVersion: _version, ...nameless } = COMPLETION as Record<string, unknown>;
    vendor.answer(answerWith(nameless));
    const vertex = createVertex({ baseUrl: vendor.baseUrl, project: "p", credential });
    const { completion } = await vertex.complete({ request: chat() });
    expect(completion.model).toBe("gemini-3-flash-preview");
    await vertex.close();
  });

  it.each(["evil.example/", "a.b", "..", "EU"])("refuses '%s' as a location", (location) => {
    expect(() => createVertex({ location })).toThrow(expect.objectContaining({ code: "upstream_auth_error" }));
  });
});
