import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick } from "../../testing/client.ts";
import { nativeRequest, postNative, postRaw } from "../../testing/native-client.ts";
import { type ReadFrame, readFrames } from "../../testing/read-frames.ts";
import { signRequest } from "../../testing/sign-request.ts";
import type { AccessKey } from "../../vendor.ts";

const claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const session = "sandbox-session";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["bedrock"], accessKey: { sessionToken: session } });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.vendors.bedrock.clear());

const user = (...content: unknown[]) => ({ role: "user", content });
const assistant = (...content: unknown[]) => ({ role: "assistant", content });
const text = (value: string) => ({ text: value });
const hello = { messages: [user(text("Hello"))] };
const inputSchema = {
  json: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const tools = (...names: string[]) => ({ tools: names.map((name) => ({ toolSpec: { name, inputSchema } })) });
const thinking = { additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1_024 } } };

const converse = (body: unknown, model = claude) => postNative("bedrock", sandbox.vendors.bedrock, body, { model });
const stream = async (body: unknown, model = claude): Promise<readonly ReadFrame[]> =>
  readFrames((await postNative("bedrock", sandbox.vendors.bedrock, body, { model, isStream: true })).bytes);
const named = (frames: readonly ReadFrame[], name: string) =>
  frames.filter(({ headers }) => headers[":event-type"] === name).map(({ json }) => json);

describe("authentication", () => {
  const accessKey = () => sandbox.vendors.bedrock.accessKey as AccessKey;
  const body = JSON.stringify(hello);
  const target = () => nativeRequest("bedrock", sandbox.vendors.bedrock, { model: claude }).url;
  const sign = (changes: Partial<AccessKey> = {}, at = new Date()) =>
    signRequest({ url: target(), body, key: { ...accessKey(), ...changes }, at });
  const errorOf = async (headers: Record<string, string>, sent = body, to = target()) => {
    const answer = await postRaw(to, headers, sent);
    return [answer.status, answer.headers.get("x-amzn-errortype")?.split(":")[0], pick(answer.json, "message")];
  };

  it("takes a signature with the session token, and a Bedrock API key", async () => {
    expect(accessKey().sessionToken).toBe(session);
    expect((await postRaw(target(), sign(), body)).status).toBe(200);
    expect((await converse(hello)).status).toBe(200);
  });

  it("refuses a changed body, path and secret", async () => {
    const mismatch = [403, "InvalidSignatureException", expect.stringContaining("does not match the signature")];
    expect(await errorOf(sign(), `${body} `)).toEqual(mismatch);
    expect(await errorOf(sign(), body, target().replace("sonnet", "opus"))).toEqual(mismatch);
    expect(await errorOf(sign({ secretAccessKey: "other" }))).toEqual(mismatch);
  });

  it("refuses expired signatures, unknown keys and session tokens", async () => {
    const old = new Date(Date.now() - 6 * 60_000);
    expect(await errorOf(sign({}, old))).toEqual([
      403,
      "InvalidSignatureException",
      expect.stringMatching(/^Signature expired: \d{8}T\d{6}Z is now earlier than /),
    ]);
    const invalid = [403, "UnrecognizedClientException", "The security token included in the request is invalid."];
    expect(await errorOf(sign({ accessKeyId: "AKIAOTHER" }))).toEqual(invalid);
    expect(await errorOf(sign({ sessionToken: "other" }))).toEqual(invalid);
  });

  it("refuses no credentials and wrong API keys", async () => {
    expect(await errorOf({})).toEqual([403, "MissingAuthenticationTokenException", "Missing Authentication Token"]);
    expect(await errorOf({ authorization: "Bearer wrong" })).toEqual([
      403,
      "AccessDeniedException",
      "Authentication failed: Please make sure your API Key is valid.",
    ]);
  });
});

describe("answers", () => {
  it("answers whole, with usage", async () => {
    const { json, headers } = await converse({ ...hello, system: [text("Be brief")] });
    expect(json).toMatchObject({
      output: { message: { role: "assistant", content: [{ text: expect.stringContaining('"Hello"') as string }] } },
      stopReason: "end_turn",
      usage: { cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
    });
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("streams the same text as frames; text blocks have no start", async () => {
    const frames = await stream(hello);
    const whole = pick((await converse(hello)).json, "output", "message", "content", 0, "text");
    const spelled = named(frames, "contentBlockDelta").map((json) => pick(json, "delta", "text"));
    expect(spelled.join("")).toBe(whole);
    expect(named(frames, "contentBlockStart")).toEqual([]);
    expect(frames.every(({ json }) => typeof json?.p === "string")).toBe(true);
  });

  it("streams tool calls with a start, and takes their results", async () => {
    const body = { messages: [user(text("Use f and g"))], toolConfig: tools("f", "g") };
    const frames = await stream(body);
    const starts = named(frames, "contentBlockStart").map((json) => pick(json, "start", "toolUse"));
    expect(starts).toMatchObject([{ name: "f" }, { name: "g" }]);
    const input = named(frames, "contentBlockDelta")
      .filter((json) => json?.contentBlockIndex === 0)
      .map((json) => pick(json, "delta", "toolUse", "input"));
    expect(JSON.parse(input.join(""))).toEqual({ city: "Use f and g" });
    expect(named(frames, "messageStop")).toMatchObject([{ stopReason: "tool_use" }]);
    const content = pick((await converse(body)).json, "output", "message", "content") as { toolUse: object }[];
    const results = content.map(({ toolUse }) => ({
      toolResult: { toolUseId: pick(toolUse, "toolUseId"), content: [text("sunny")] },
    }));
    const next = { ...body, messages: [...body.messages, assistant(...content), user(...results)] };
    expect((await converse(next)).text).toContain("sunny");
    const half = { ...next, messages: [...next.messages.slice(0, 2), user(results[0])] };
    expect((await converse(half)).text).toContain("Expected toolResult blocks at messages.2.content for the following");
  });

  it("cuts a tool's input as the model's maker does", async () => {
    const toolConfig = {
      tools: [{ toolSpec: { name: "f", inputSchema: { json: { type: "object", properties: {} } } } }],
    };
    const inputs = async (body: object, model: string) =>
      named(await stream({ ...hello, ...body }, model), "contentBlockDelta").map((json) =>
        pick(json, "delta", "toolUse", "input"),
      );
    expect(await inputs({ toolConfig }, claude)).toEqual([""]);
    expect(await inputs({ toolConfig: tools("f") }, "us.amazon.nova-lite-v1:0")).toEqual(['{"city":"Hello"}']);
    const pieces = await inputs({ toolConfig: tools("f") }, claude);
    expect([pieces[0], pieces.join("")]).toEqual(["", '{"city":"Hello"}']);
    expect(pieces.length).toBeGreaterThan(2);
  });

  it("signs Claude's thinking and verifies it when it comes back", async () => {
    const body = { ...hello, ...thinking };
    const [block, answer] = pick((await converse(body)).json, "output", "message", "content") as [object, object];
    const { text: thought, signature } = pick(block, "reasoningContent", "reasoningText") as Record<string, string>;
    const back = (reasoningText: object) =>
      converse({
        ...body,
        messages: [...hello.messages, assistant({ reasoningContent: { reasoningText } }, answer), user(text("More"))],
      });
    expect((await back({ text: thought, signature })).status).toBe(200);
    expect((await back({ text: `${thought}!`, signature })).text).toContain("Invalid `signature` in `thinking` block");
    expect((await back({ text: thought, signature: "" })).text).toContain("thinking.signature: Field required");
    const deltas = named(await stream(body), "contentBlockDelta").map((json) =>
      pick(json, "delta", "reasoningContent"),
    );
    expect(deltas.filter((delta) => pick(delta, "signature") !== undefined)).toHaveLength(1);
  });

  it("thinks unasked and unsigned with models that always do", async () => {
    const { json } = await converse(hello, "openai.gpt-oss-120b-1:0");
    expect(pick(json, "output", "message", "content", 0, "reasoningContent", "reasoningText")).toEqual({
      text: expect.any(String) as string,
    });
  });

  it("counts what cache points write and read, apart from the input", async () => {
    const cached = { ...hello, system: [text("A long prompt"), { cachePoint: { type: "default" } }] };
    const first = pick((await converse(cached)).json, "usage") as Record<string, number>;
    const second = pick((await converse(cached)).json, "usage") as Record<string, number>;
    expect(first.cacheWriteInputTokens).toBeGreaterThan(0);
    expect([first.cacheReadInputTokens, second.cacheWriteInputTokens]).toEqual([0, 0]);
    expect(second.cacheReadInputTokens).toBe(first.cacheWriteInputTokens);
    expect(second.totalTokens).toBe(first.totalTokens);
  });

  it("answers in the shape of a schema", async () => {
    const schema = JSON.stringify({ ...inputSchema.json, additionalProperties: false });
    const outputConfig = { textFormat: { type: "json_schema", structure: { jsonSchema: { schema, name: "city" } } } };
    const { json } = await converse({ ...hello, outputConfig });
    const answer = String(pick(json, "output", "message", "content", 0, "text"));
    expect(JSON.parse(answer)).toEqual({ city: "Hello" });
  });

  it.each([
    ["prompt", "guardrail_intervened"],
    ["answer", "content_filtered"],
  ] as const)("lets the filter stop the %s", async (contentFilter, stopReason) => {
    const directive = `[[sandbox {"contentFilter":"${contentFilter}"}]]`;
    const { json } = await converse({ messages: [user(text(`Hello ${directive}`))] });
    expect(pick(json, "stopReason")).toBe(stopReason);
  });

  it("stops at the token limit and at stop sequences", async () => {
    const limited = await converse({ ...hello, inferenceConfig: { maxTokens: 3 } });
    expect(limited.json).toMatchObject({ stopReason: "max_tokens", usage: { outputTokens: 3 } });
    const stopped = await converse({ ...hello, inferenceConfig: { stopSequences: ["received"] } });
    expect(pick(stopped.json, "stopReason")).toBe("stop_sequence");
  });
});
