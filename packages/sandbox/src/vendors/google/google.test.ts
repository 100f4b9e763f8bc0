import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick } from "../../testing/client.ts";
import { type NativeCall, postNative, postRaw } from "../../testing/native-client.ts";
import { readChunks, readEvents } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["google"] });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.vendors.google.clear());

const user = (...parts: unknown[]) => ({ role: "user", parts });
const model = (...parts: unknown[]) => ({ role: "model", parts });
const text = (value: string) => ({ text: value });
const hello = { contents: [user(text("Hello"))] };
const parameters = { type: "OBJECT", properties: { city: { type: "STRING" } }, required: ["city"] };
const functions = (...names: string[]) => ({
  tools: [{ functionDeclarations: names.map((name) => ({ name, description: "d", parameters })) }],
});

const send = (body: unknown, call: Partial<NativeCall> = {}) =>
  postNative("google", sandbox.vendors.google, body, { model: "gemini-2.5-flash", ...call });
const partsOf = (response: unknown) => pick(response, "candidates", 0, "content", "parts") as Record<string, unknown>[];
const spelled = (chunks: readonly unknown[]) =>
  chunks
    .flatMap((chunk) => partsOf(chunk) ?? [])
    .map((part) => (part.thought === true ? "" : (part.text ?? "")))
    .join("");

describe("authentication", () => {
  it("takes the key in the header or in the query", async () => {
    const { baseUrl, apiKey } = sandbox.vendors.google;
    expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1beta$/);
    expect((await send(hello)).status).toBe(200);
    const url = `${baseUrl}/models/gemini-2.5-flash:generateContent?key=${apiKey}`;
    expect((await postRaw(url, {}, JSON.stringify(hello))).status).toBe(200);
  });

  it("answers a wrong key with 400 and no key with 403", async () => {
    const wrong = await send(hello, { headers: { "x-goog-api-key": "wrong" } });
    expect([wrong.status, pick(wrong.json, "error", "details", 0, "reason")]).toEqual([400, "API_KEY_INVALID"]);
    const none = await send(hello, { headers: { "x-goog-api-key": "" } });
    expect([none.status, pick(none.json, "error", "status")]).toEqual([403, "PERMISSION_DENIED"]);
  });

  it("lists models, and knows no others", async () => {
    const { baseUrl, apiKey } = sandbox.vendors.google;
    const list = await fetch(`${baseUrl}/models`, { headers: { "x-goog-api-key": apiKey } });
    expect(pick(await list.json(), "models", 0, "name")).toMatch(/^models\/gemini-/);
    const { json } = await send(hello, { model: "gemini-x" });
    expect(pick(json, "error")).toMatchObject({
      code: 404,
      status: "NOT_FOUND",
      message: expect.stringMatching(/^models\/gemini-x is not found for API version v1beta/) as string,
    });
  });
});

describe("answers", () => {
  it("answers whole, with tokens that add up", async () => {
    const { json } = await send({ ...hello, systemInstruction: { parts: [text("Be brief")] } });
    expect(json).toMatchObject({ modelVersion: "gemini-2.5-flash", candidates: [{ finishReason: "STOP", index: 0 }] });
    expect(spelled([json])).toContain('System prompt: "Be brief"');
    const usage = pick(json, "usageMetadata") as Record<string, number>;
    expect(usage.thoughtsTokenCount).toBeGreaterThan(0);
    expect(usage.totalTokenCount).toBe(
      (usage.promptTokenCount ?? 0) + (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    );
  });

  it("streams the same text with CRLF, usage on every event and no [DONE]", async () => {
    const { text: stream, headers } = await send(hello, { isStream: true });
    expect(headers.get("content-type")).toBe("text/event-stream");
    expect(stream.replaceAll("\r\n", "")).not.toContain("\n");
    expect(stream).not.toContain("[DONE]");
    const chunks = readChunks(stream);
    expect(spelled(chunks)).toBe(spelled([(await send(hello)).json]));
    expect(chunks.every((chunk) => pick(chunk, "usageMetadata", "promptTokenCount") !== undefined)).toBe(true);
    expect(chunks.map((chunk) => pick(chunk, "candidates", 0, "finishReason")).filter(Boolean)).toEqual(["STOP"]);
  });

  it("streams one JSON array without alt=sse", async () => {
    const { json, headers } = await send(hello, { isStream: true, sse: false });
    expect(headers.get("content-type")).toContain("application/json");
    expect(spelled(json as unknown[])).toBe(spelled([(await send(hello)).json]));
    const refused = await send({ contents: [] }, { isStream: true, sse: false });
    expect(pick(refused.json, 0, "error", "code")).toBe(400);
  });

  it("shows thoughts when asked, before candidatesTokenCount appears", async () => {
    const thinking = { generationConfig: { thinkingConfig: { includeThoughts: true } } };
    const { json } = await send({ ...hello, ...thinking });
    expect(partsOf(json).map((part) => part.thought === true)).toEqual([true, false]);
    const [first] = readChunks((await send({ ...hello, ...thinking }, { isStream: true })).text);
    expect(partsOf(first)[0]?.thought).toBe(true);
    expect(pick(first, "usageMetadata")).not.toHaveProperty("candidatesTokenCount");
    expect(pick(first, "usageMetadata", "thoughtsTokenCount")).toBe(1);
  });

  it("calls functions whole, without ids, and says STOP", async () => {
    const body = { contents: [user(text("Use f and g"))], ...functions("f", "g") };
    const { json } = await send(body);
    expect(partsOf(json)).toEqual([
      { functionCall: { name: "f", args: { city: "Use f and g" } } },
      { functionCall: { name: "g", args: { city: "Use f and g" } } },
    ]);
    expect(pick(json, "candidates", 0, "finishReason")).toBe("STOP");
    const chunks = readChunks((await send(body, { isStream: true })).text);
    expect(chunks.map((chunk) => partsOf(chunk).length)).toEqual([2]);
  });

  it("quotes the results of functions", async () => {
    const results = ["f", "g"].map((name) => ({ functionResponse: { name, response: { result: `sunny ${name}` } } }));
    const calls = ["f", "g"].map((name) => ({ functionCall: { name, args: {} } }));
    const { json } = await send({
      contents: [...hello.contents, model(...calls), user(...results)],
      ...functions("f", "g"),
    });
    expect(spelled([json])).toContain('Tool results: "sunny f", "sunny g".');
  });

  it("keeps to schemas, in Google's own form and as JSON Schema", async () => {
    const json = { responseMimeType: "application/json" };
    const own = await send({ ...hello, generationConfig: { ...json, responseSchema: parameters } });
    expect(JSON.parse(spelled([own.json]))).toEqual({ city: "Hello" });
    const responseJsonSchema = {
      type: "object",
      properties: { a: { const: 1 } },
      required: ["a"],
      additionalProperties: false,
    };
    const standard = await send({ ...hello, generationConfig: { ...json, responseJsonSchema } });
    expect(JSON.parse(spelled([standard.json]))).toEqual({ a: 1 });
  });

  it("stops at limits and stop sequences; thinking may use the limit up", async () => {
    const off = { thinkingConfig: { thinkingBudget: 0 } };
    const limited = await send({ ...hello, generationConfig: { ...off, maxOutputTokens: 3 } });
    expect(limited.json).toMatchObject({
      candidates: [{ finishReason: "MAX_TOKENS" }],
      usageMetadata: { candidatesTokenCount: 3 },
    });
    const stopped = await send({ ...hello, generationConfig: { ...off, stopSequences: ["received"] } });
    expect(spelled([stopped.json])).toBe("Sandbox google (gemini-2.5-flash) ");
    const thoughtOnly = await send({ ...hello, generationConfig: { maxOutputTokens: 5 } });
    expect(pick(thoughtOnly.json, "candidates", 0)).toMatchObject({
      content: { role: "model" },
      finishReason: "MAX_TOKENS",
    });
    expect(partsOf(thoughtOnly.json)).toBeUndefined();
    expect(pick(thoughtOnly.json, "usageMetadata")).not.toHaveProperty("candidatesTokenCount");
  });

  it("gives several candidates and log probabilities", async () => {
    const generationConfig = { candidateCount: 2, responseLogprobs: true, logprobs: 2 };
    const { json } = await send({ ...hello, generationConfig });
    expect(pick(json, "candidates")).toMatchObject([{ index: 0 }, { index: 1 }]);
    const result = pick(json, "candidates", 1, "logprobsResult");
    expect(pick(result, "topCandidates", 0, "candidates")).toHaveLength(2);
    expect((pick(result, "chosenCandidates") as { token: string }[]).map(({ token }) => token).join("")).toBe(
      spelled([json]),
    );
  });

  it("blocks prompts and answers on request", async () => {
    const filtered = (part: string) => ({ contents: [user(text(`Hi [[sandbox {"contentFilter":"${part}"}]]`))] });
    const prompt = (await send(filtered("prompt"))).json;
    expect(prompt).toMatchObject({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });
    expect(prompt).not.toHaveProperty("candidates");
    const answer = (await send(filtered("answer"))).json;
    expect(pick(answer, "candidates", 0, "finishReason")).toBe("SAFETY");
    expect(pick(answer, "candidates", 0)).not.toHaveProperty("content");
    const chunks = readChunks((await send(filtered("answer"), { isStream: true })).text);
    expect(chunks.length).toBeGreaterThan(2);
    expect(pick(chunks.at(-1), "candidates", 0, "safetyRatings", 0, "blocked")).toBe(true);
  });

  it("reports long repeated prompts as cached", async () => {
    const long = { contents: [user(text("word ".repeat(2_000)))] };
    const cached = async () => pick((await send(long)).json, "usageMetadata", "cachedContentTokenCount");
    expect(await cached()).toBeUndefined();
    expect(await cached()).toBeGreaterThan(1_024);
  });
});

describe("thought signatures of Gemini 3", () => {
  const gemini3 = { model: "gemini-3-flash-preview" };
  const ask = { contents: [user(text("Use f and g"))], ...functions("f", "g") };
  const back = (parts: Record<string, unknown>[], ...more: unknown[]) => {
    const results = parts.map((part) => ({
      functionResponse: { name: pick(part, "functionCall", "name"), response: { result: "ok" } },
    }));
    return send({ ...ask, contents: [...ask.contents, model(...parts), user(...results), ...more] }, gemini3);
  };

  it("comes with the first function call and is wanted back", async () => {
    const parts = partsOf((await send(ask, gemini3)).json);
    expect(parts.map(({ thoughtSignature }) => typeof thoughtSignature)).toEqual(["string", "undefined"]);
    expect((await back(parts)).status).toBe(200);
    const bare = parts.map(({ thoughtSignature: _, ...part }) => part);
    const missing = await back(bare);
    expect([missing.status, pick(missing.json, "error", "message")]).toEqual([
      400,
      expect.stringMatching(
        /^Function call is missing a thought_signature in functionCall parts\..*function call `default_api:f` , position 2\./,
      ),
    ]);
    expect((await back(bare, model(text("Fine")), user(text("And now?")))).status, "an older turn").toBe(200);
  });

  it("is verified, unless it says to skip", async () => {
    const [first = {}, second = {}] = partsOf((await send(ask, gemini3)).json);
    const signed = (thoughtSignature: unknown) => back([{ ...first, thoughtSignature }, second]);
    expect((await signed("skip_thought_signature_validator")).status).toBe(200);
    const foreign = Buffer.from("somebody else's").toString("base64");
    expect(pick((await signed(foreign)).json, "error", "message")).toBe("Corrupted thought signature.");
    const moved = await back([second, first]);
    expect(moved.status).toBe(400);
  });

  it("ends a streamed text, in an empty last part", async () => {
    const chunks = readChunks((await send(hello, { ...gemini3, isStream: true })).text);
    expect(partsOf(chunks.at(-1))).toEqual([{ text: "", thoughtSignature: expect.any(String) as string }]);
    expect(readEvents((await send(ask, { ...gemini3, isStream: true })).text)).toHaveLength(2);
  });
});
