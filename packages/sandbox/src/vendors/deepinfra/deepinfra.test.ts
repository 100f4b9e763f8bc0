import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["deepinfra"] });
});
afterAll(() => sandbox.close());

const llama = "meta-llama/Meta-Llama-3.1-70B-Instruct";
const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat("deepinfra", sandbox.vendors.deepinfra, { model: llama, messages: [user("Hello")], ...body }, headers);
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});
const delta = (chunk: unknown) => pick(chunk, "choices", 0, "delta") as Record<string, unknown>;

describe("refusals", () => {
  it("has its base path under /v1/openai", () => {
    expect(sandbox.vendors.deepinfra.baseUrl).toMatch(/:\d+\/v1\/openai$/);
  });

  it.each(["required", { type: "function", function: { name: "one" } }])("takes no tool choice %j", async (choice) => {
    const { status, json } = await send({ tools: [tool("one")], tool_choice: choice });
    expect(status).toBe(422);
    expect(json?.detail).toEqual([expect.objectContaining({ loc: ["body", "tool_choice"], input: choice })]);
  });

  it("names the class of a message on the way to its field, as in huggingface/smolagents#1518", async () => {
    const { status, json } = await send({ messages: [user("x"), { role: "tool", tool_call_id: "a", content: 7 }] });
    expect(status).toBe(422);
    expect(json?.detail).toEqual([
      {
        type: "string_type",
        loc: ["body", "messages", 1, "ChatCompletionToolMessage", "content"],
        msg: "Input should be a valid string",
        input: 7,
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, number, object]>([
    ["an unknown model", { model: "nobody/nothing" }, 404, { detail: { error: "Model is not available" } }],
    [
      "tools of a model without",
      { model: "mistralai/Mistral-Small-24B-Instruct-2501", tools: [tool("one")] },
      405,
      {
        error: {
          message: "Tool calling is not supported for model: mistralai/Mistral-Small-24B-Instruct-2501",
          type: "invalid_request_error",
          param: "tools",
          code: null,
        },
      },
    ],
    [
      "more tokens than the context has",
      { max_tokens: 131_072 },
      400,
      { error: { message: expect.stringContaining("maximum context length is 131072 tokens") } },
    ],
    ["an unknown effort", { reasoning_effort: "xhigh" }, 422, { detail: [{ type: "enum" }] }],
    ["five stop sequences", { stop: ["a", "b", "c", "d", "e"] }, 422, { detail: [{ type: "too_long" }] }],
  ])("refuses %s", async (_name, body, status, expected) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(expected);
  });

  it("refuses wrong keys in OpenAI's form, as in xtekky/gpt4free#3446", async () => {
    for (const authorization of ["Bearer wrong", ""]) {
      const { status, json } = await send({}, { authorization });
      expect(status).toBe(401);
      expect(json).toEqual({
        error: { message: "Not authenticated", type: "invalid_request_error", param: null, code: null },
      });
    }
  });

  it("fails in the shapes of its different parts", async () => {
    const failing = async (status: number) => (await send({}, { "x-sandbox-faults": JSON.stringify({ status }) })).json;
    expect(await failing(429)).toEqual({ error: { message: "Model busy, retry later" } });
    expect(await failing(500)).toEqual({ detail: "Internal Server Error" });
    expect(await failing(503)).toEqual({ detail: { error: expect.any(String) } });
  });
});

describe("answers", () => {
  it("answers with text and an estimated cost", async () => {
    const { status, json } = await send({});
    expect(status).toBe(200);
    const usage = json?.usage as Record<string, number>;
    expect(usage.estimated_cost).toBeGreaterThan(0);
    expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0));
    expect(pick(json, "choices", 0)).toEqual({
      index: 0,
      message: { role: "assistant", content: expect.stringContaining("Hello"), name: null, tool_calls: null },
      finish_reason: "stop",
    });
  });

  it("prices tokens as the public transcript: 48 in, 200 out, 9.68e-05 USD", async () => {
    const { json } = await send({}, { "x-sandbox-faults": '{"outputTokens":200}' });
    const usage = json?.usage as Record<string, number>;
    const other = ((usage.prompt_tokens ?? 0) - 48) * 0.35e-6;
    expect((usage.estimated_cost ?? 0) - other).toBeCloseTo(9.68e-5, 10);
  });

  it("counts the reasoning of Google's models beside the completion", async () => {
    const usage = (await send({ model: "google/gemini-2.5-flash" })).json?.usage as Record<string, number>;
    const reasoning = Number(pick(usage, "completion_tokens_details", "reasoning_tokens"));
    expect(reasoning).toBeGreaterThan(0);
    expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0) + reasoning);
  });

  it("thinks in reasoning_content, unless it is told not to", async () => {
    const message = async (body: object) =>
      pick((await send({ model: "deepseek-ai/DeepSeek-R1", ...body })).json, "choices", 0, "message");
    expect(await message({})).toMatchObject({ reasoning_content: expect.stringContaining("Hello") });
    for (const body of [{ reasoning_effort: "none" }, { reasoning: { enabled: false } }]) {
      expect(await message(body)).not.toHaveProperty("reasoning_content");
    }
    expect((await send({ reasoning_effort: "high" })).status).toBe(200);
  });

  it("calls tools", async () => {
    const { json } = await send({ tools: [tool("one")], tool_choice: "auto" });
    expect(pick(json, "choices", 0)).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [{ type: "function", function: { name: "one", arguments: '{"city":"Hello"}' } }],
      },
    });
    const none = await send({ tools: [tool("one")], tool_choice: "none" });
    expect(pick(none.json, "choices", 0, "message", "tool_calls")).toBeNull();
  });

  it("writes log probabilities without bytes", async () => {
    const { json } = await send({ logprobs: true, top_logprobs: 1 });
    expect(pick(json, "choices", 0, "logprobs", "content", 0)).toEqual({
      token: "Sand",
      logprob: expect.any(Number),
      top_logprobs: [{ token: "Sand", logprob: expect.any(Number) }],
    });
  });

  it("reports a repeated prompt as cached", async () => {
    const messages = [{ role: "system", content: "word ".repeat(300) }, user("a fresh prompt for the cache")];
    const details = async () => pick((await send({ messages })).json, "usage", "prompt_tokens_details");
    expect(await details()).toBeNull();
    expect(await details()).toEqual({ cached_tokens: expect.any(Number) });
  });
});

describe("streams", () => {
  it("writes spaces, nulls, and the usage last", async () => {
    const { text } = await send({ stream: true });
    expect(text).toMatch(
      /^data: \{"id": "chatcmpl-[A-Za-z0-9]{24}", "object": "chat\.completion\.chunk", "created": \d+,/,
    );
    const chunks = readChunks(text);
    expect(delta(chunks[0])).toEqual({ role: "assistant", content: "", tool_calls: null });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ delta: {}, finish_reason: "stop" }],
      usage: { estimated_cost: expect.any(Number) },
    });
  });

  it("keeps quotes, line ends and other scripts intact between its spaces", async () => {
    const said = 'He said: "a, b: c"\n{"x": 1} 日本';
    const chunks = await stream({ messages: [user(said)] });
    expect(chunks.map((chunk) => delta(chunk).content ?? "").join("")).toContain(said);
  });

  it("streams the arguments of calls", async () => {
    const chunks = await stream({ tools: [tool("one")] });
    const calls = chunks.flatMap((chunk) => (delta(chunk).tool_calls ?? []) as object[]);
    expect(calls[0]).toMatchObject({ index: 0, type: "function", function: { name: "one", arguments: "" } });
    expect(calls.map((call) => pick(call, "function", "arguments")).join("")).toBe('{"city":"Hello"}');
  });

  it("reports usage all along when asked", async () => {
    const chunks = await stream({ stream_options: { include_usage: true, continuous_usage_stats: true } });
    const counts = chunks.map((chunk) => Number(pick(chunk, "usage", "completion_tokens")));
    expect(counts).toEqual(counts.toSorted((one, two) => one - two));
    expect(counts.at(-1)).toBeGreaterThan(0);
  });

  it("moves usage where a fault wants it", async () => {
    const places = async (usage: string) => (await stream({}, { usage })).map((chunk) => chunk.usage !== null);
    expect(await places("omit")).not.toContain(true);
    expect(await places("vendorExtra")).not.toContain(true);
    expect((await places("onFinishChunk")).at(-1)).toBe(true);
    expect(await places("everyChunk")).not.toContain(false);
  });
});
