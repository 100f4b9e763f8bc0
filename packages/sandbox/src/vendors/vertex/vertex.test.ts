import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick } from "../../testing/client.ts";
import { type NativeCall, postNative, postRaw } from "../../testing/native-client.ts";
import { readChunks } from "../../testing/read-events.ts";
import {
  type AssertionChanges,
  accountOf,
  fetchToken,
  requestToken,
  signAssertion,
} from "../../testing/vertex-token.ts";

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["vertex"] });
  token = await fetchToken(sandbox.vendors.vertex);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.vendors.vertex.clear());
afterEach(() => {
  vi.useRealTimers();
});

const hello = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };
const send = (body: unknown, call: Partial<NativeCall> = {}) =>
  postNative("vertex", sandbox.vendors.vertex, body, { model: "gemini-2.5-flash", token, ...call });
const account = () => accountOf(sandbox.vendors.vertex);

describe("service accounts", () => {
  it("are what a key file holds, and point to the simulator", () => {
    const { vertex } = sandbox.vendors;
    expect(account()).toEqual({
      type: "service_account",
      project_id: "sandbox-project",
      private_key_id: expect.any(String) as string,
      private_key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/) as string,
      client_email: "sandbox@sandbox-project.iam.gserviceaccount.com",
      token_uri: `${vertex.baseUrl}/token`,
    });
    expect([vertex.apiKey, vertex.location]).toEqual(["", "us-central1"]);
    expect(account()).toBe(account());
  });

  it("may name Google's own token endpoint as the audience", async () => {
    const assertion = signAssertion(account(), { claims: { aud: "https://oauth2.googleapis.com/token" } });
    expect((await requestToken(account(), assertion)).status).toBe(200);
  });

  it("get tokens for an hour", async () => {
    const { status, json } = await requestToken(account(), signAssertion(account()));
    expect([status, json]).toEqual([
      200,
      { access_token: expect.stringMatching(/^ya29\./) as string, expires_in: 3_599, token_type: "Bearer" },
    ]);
  });

  const now = Math.floor(Date.now() / 1_000);
  const other = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  it.each<[string, AssertionChanges, string, string]>([
    ["another key", { key: other }, "invalid_grant", "Invalid JWT Signature."],
    ["another issuer", { claims: { iss: "a@b.c" } }, "invalid_grant", "account not found"],
    ["another audience", { claims: { aud: "https://example.com/token" } }, "invalid_grant", "Audience"],
    ["another scope", { claims: { scope: "openid" } }, "invalid_scope", "Invalid OAuth scope"],
    [
      "an expired assertion",
      { claims: { iat: now - 8_000, exp: now - 4_400 } },
      "invalid_grant",
      "reasonable timeframe",
    ],
    ["an assertion of the future", { claims: { iat: now + 4_000, exp: now + 7_600 } }, "invalid_grant", "reasonable"],
    ["a long-lived assertion", { claims: { exp: now + 90_000 } }, "invalid_grant", "short-lived token (60 minutes)"],
    ["no times", { claims: { iat: undefined } }, "invalid_grant", "Check your iat and exp values"],
    ["no algorithm", { header: { alg: "none" } }, "invalid_grant", "Unsupported algorithm"],
    ["another key id", { header: { kid: "other" } }, "invalid_grant", "Invalid JWT Signature."],
  ])("get none with %s", async (_name, changes, error, description) => {
    const { status, json } = await requestToken(account(), signAssertion(account(), changes));
    expect([status, json]).toEqual([400, { error, error_description: expect.stringContaining(description) as string }]);
  });

  it("get none with other grants or with nonsense", async () => {
    const grant = await requestToken(account(), signAssertion(account()), "client_credentials");
    expect(grant.json?.error).toBe("unsupported_grant_type");
    expect((await requestToken(account(), "a.b")).json?.error_description).toContain("Failed to parse");
  });
});

describe("authentication", () => {
  it("refuses missing, unknown and expired tokens", async () => {
    const refusal = { code: 401, status: "UNAUTHENTICATED" };
    expect(pick((await send(hello, { token: "" })).json, "error")).toMatchObject(refusal);
    expect(pick((await send(hello, { token: "ya29.other" })).json, "error")).toMatchObject({
      ...refusal,
      message: expect.stringContaining("Expected OAuth 2 access token") as string,
    });
    expect((await send(hello)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_601_000 });
    expect(pick((await send(hello)).json, "error")).toMatchObject(refusal);
  });

  it("refuses other projects", async () => {
    const path = "/v1/projects/other/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent";
    const url = `${sandbox.vendors.vertex.baseUrl}${path}`;
    const { json } = await postRaw(url, { authorization: `Bearer ${token}` }, JSON.stringify(hello));
    expect(pick(json, "error")).toMatchObject({
      code: 403,
      status: "PERMISSION_DENIED",
      message: expect.stringContaining("Permission 'aiplatform.endpoints.predict' denied on resource") as string,
    });
  });

  it("leaves the token endpoint out of faults", async () => {
    sandbox.vendors.vertex.failNext({ status: 503 });
    const { status } = await requestToken(account(), signAssertion(account()));
    expect(status).toBe(200);
    expect((await send(hello)).status).toBe(503);
  });

  it("accepts a fixed token where one is given", async () => {
    const own = await startSandbox({ vendors: ["vertex"], apiKeys: { vertex: "ya29.fixed" } });
    try {
      const call = { model: "gemini-2.5-flash", token: "ya29.fixed" };
      expect((await postNative("vertex", own.vendors.vertex, hello, call)).status).toBe(200);
    } finally {
      await own.close();
    }
  });
});

describe("answers", () => {
  it("have Vertex's own fields", async () => {
    const { json } = await send({ ...hello, labels: { team: "a" } });
    expect(json).toMatchObject({
      createTime: expect.stringMatching(/^\d{4}-/) as string,
      usageMetadata: { trafficType: "ON_DEMAND", candidatesTokensDetails: [{ modality: "TEXT" }] },
      candidates: [{ finishReason: "STOP", avgLogprobs: expect.any(Number) as number }],
    });
    expect(pick(json, "candidates", 0)).not.toHaveProperty("index");
  });

  it("stream with tokens at the end only", async () => {
    const chunks = readChunks((await send(hello, { isStream: true })).text);
    const counts = chunks.map((chunk) => pick(chunk, "usageMetadata", "promptTokenCount") !== undefined);
    expect(counts.filter(Boolean)).toHaveLength(1);
    expect(counts.at(-1)).toBe(true);
  });

  it("have no ids on the function calls of Gemini 3", async () => {
    const tools = [{ functionDeclarations: [{ name: "f" }] }];
    const { json } = await send({ ...hello, tools }, { model: "gemini-3-flash-preview" });
    expect(pick(json, "candidates", 0, "content", "parts", 0)).toEqual({
      functionCall: { name: "f", args: {} },
      thoughtSignature: expect.any(String) as string,
    });
  });

  it("wrap errors of the streaming method in an array", async () => {
    const refused = await send({ contents: [] }, { isStream: true });
    expect(pick(refused.json, 0, "error", "code")).toBe(400);
    const failed = await send(hello, { isStream: true, headers: { "x-sandbox-faults": '{"status":429}' } });
    expect(pick(failed.json, 0, "error", "status")).toBe("RESOURCE_EXHAUSTED");
    expect(pick((await send({ contents: [] })).json, "error", "code")).toBe(400);
  });

  it("word ranges in Vertex's way, and know no other models", async () => {
    const { json } = await send({ ...hello, generationConfig: { temperature: 3 } });
    expect(pick(json, "error", "message")).toBe(
      "Unable to submit request because it has a temperature value of 3 but the supported range is from 0 (inclusive) to 2.0001 (exclusive). Update the value and try again.",
    );
    expect(pick((await send(hello, { model: "gemini-x" })).json, "error", "message")).toBe(
      "Publisher Model `projects/sandbox-project/locations/us-central1/publishers/google/models/gemini-x` not found.",
    );
  });
});
