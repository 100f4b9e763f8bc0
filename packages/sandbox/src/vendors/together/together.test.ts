import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { chatRequest, pick, postChat } from "../../testing/client.ts";
import { readChunks } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["together"] });
});
afterAll(() => sandbox.close());

const llama = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
const qwen = "Qwen/Qwen2.5-72B-Instruct-Turbo";
const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat("together", sandbox.vendors.together, { model: llama, messages: [user("Hello")], ...body }, headers);
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});
const choice = (chunk: unknown) => pick(chunk, "choices", 0) as Record<string, unknown>;

describe("refusals", () => {
  it.each<[string, Record<string, unknown>, number, string, string | null, string | null]>([
    ["stop as a text", { stop: "x" }, 400, '"x" is not of type "array" - \'stop\'', "stop", null],
    [
      "logprobs as a boolean",
      { logprobs: true },
      400,
      "true is not of type \"integer\" - 'logprobs'",
      "logprobs",
      null,
    ],
    ["too many logprobs", { logprobs: 21 }, 400, "21 is greater than the maximum of 20 - 'logprobs'", "logprobs", null],
    ["no messages", { messages: undefined }, 400, "\"messages\" is a required property - 'messages'", "messages", null],
    [
      "an effort that is none of three",
      { reasoning_effort: "none" },
      400,
      '"none" is not one of ["low","medium","high"] - \'reasoning_effort\'',
      "reasoning_effort",
      null,
    ],
    [
      "the role developer",
      { messages: [{ role: "developer", content: "x" }] },
      400,
      '"developer" is not one of ["system","assistant","tool","function","user"] - \'messages.0.role\'',
      "messages.0.role",
      null,
    ],
    [
      "an unknown model",
      { model: "nobody/nothing" },
      404,
      "Unable to access model nobody/nothing. Please visit https://api.together.ai/models to view the list of supported models.",
      null,
      "model_not_available",
    ],
  ])("%s", async (_name, body, status, message, param, code) => {
    const answer = await send(body);
    expect([answer.status, answer.json]).toEqual([
      status,
      { id: expect.any(String), error: { message, type: "invalid_request_error", param, code } },
    ]);
  });

  it("refuses wrong keys", async () => {
    for (const authorization of ["Bearer wrong", ""]) {
      const { status, json } = await send({}, { authorization });
      expect(status).toBe(401);
      expect(json?.error).toMatchObject({ type: "invalid_request_error", code: "invalid_api_key" });
    }
  });

  it("counts max_tokens into the context window, unless it may be cut", async () => {
    const body = { model: qwen, max_tokens: 32_768 };
    const { status, json } = await send(body);
    expect(status).toBe(403);
    expect(pick(json, "error", "message")).toMatch(/must be <= 32768\. Given: \d+ `inputs` tokens and 32768/);
    expect((await send({ ...body, context_length_exceeded_behavior: "truncate" })).status).toBe(200);
  });

  it("ignores what it does not know, max_completion_tokens included", async () => {
    const { status, json } = await send({ max_completion_tokens: 1, foo: true, stream_options: {} });
    expect(status).toBe(200);
    expect(pick(json, "usage", "completion_tokens")).toBeGreaterThan(1);
    expect(pick((await send({ max_tokens: 1 })).json, "usage", "completion_tokens")).toBe(1);
  });
});

describe("answers", () => {
  it("has a seed, an empty prompt and flat cached tokens", async () => {
    const { json } = await send({ seed: 7 });
    expect(json).toMatchObject({
      object: "chat.completion",
      model: llama,
      prompt: [],
      choices: [
        {
          finish_reason: "stop",
          seed: 7,
          logprobs: null,
          message: { role: "assistant", content: expect.stringContaining("Hello"), tool_calls: [] },
        },
      ],
      usage: { cached_tokens: 0 },
    });
  });

  it("says eos on some models", async () => {
    expect(choice((await send({ model: qwen })).json).finish_reason).toBe("eos");
    expect(choice((await send({ model: qwen, max_tokens: 2 })).json).finish_reason).toBe("length");
    expect(choice((await send({ model: qwen, stop: ["message"] })).json).finish_reason).toBe("stop");
  });

  it("gives tool calls an index, and takes a tool's bare name as a choice", async () => {
    const { json } = await send({ tools: [tool("one"), tool("two")], tool_choice: "two" });
    expect(choice(json)).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          { index: 0, id: expect.stringMatching(/^call_[0-9a-z]{24}$/), type: "function", function: { name: "two" } },
        ],
      },
    });
  });

  it("writes several choices, log probabilities and the echo", async () => {
    const { json } = await send({ n: 2, logprobs: 1, echo: true });
    expect(json?.choices).toHaveLength(2);
    const { tokens, token_logprobs } = choice(json).logprobs as Record<string, unknown[]>;
    expect(tokens?.join("")).toBe(pick(json, "choices", 0, "message", "content"));
    expect(token_logprobs).toHaveLength(tokens?.length ?? 0);
    expect(json?.prompt).toEqual([{ text: "Hello" }]);
  });

  it("thinks in its own field, unless it is told not to", async () => {
    const message = async (body: object) =>
      pick((await send({ model: "deepseek-ai/DeepSeek-R1", ...body })).json, "choices", 0, "message");
    expect(await message({})).toMatchObject({ reasoning: expect.stringContaining("Hello") });
    expect(await message({ reasoning: { enabled: false } })).not.toHaveProperty("reasoning");
  });

  it("lists models as a bare array", async () => {
    const vendor = sandbox.vendors.together;
    const { headers } = chatRequest("together", vendor);
    const list: unknown = await (await fetch(`${vendor.baseUrl}/models`, { headers })).json();
    expect(pick(list, 0, "id")).toBe(llama);
  });
});

describe("streams", () => {
  it("repeats the role and the text, and ends with the seed and the usage", async () => {
    const chunks = await stream({ model: qwen });
    expect(choice(chunks[0])).toEqual({
      index: 0,
      text: "Sand",
      logprobs: null,
      finish_reason: null,
      seed: null,
      delta: { token_id: expect.any(Number), role: "assistant", content: "Sand", tool_calls: null },
    });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ text: "", finish_reason: "eos", seed: expect.any(Number), delta: { content: "" } }],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it("streams arguments in pieces, the finish reason with the last", async () => {
    const chunks = await stream({ tools: [tool("one"), tool("two")], messages: [user("one, two")] });
    expect(choice(chunks[0]).delta).toEqual({ role: "assistant", content: null });
    const calls = chunks.flatMap((chunk) => (pick(chunk, "choices", 0, "delta", "tool_calls") ?? []) as object[]);
    const written = (index: number) =>
      calls
        .filter((call) => pick(call, "index") === index)
        .map((call) => pick(call, "function", "arguments"))
        .join("");
    expect([written(0), written(1)]).toEqual(['{"city":"one, two"}', '{"city":"one, two"}']);
    expect(calls.filter((call) => pick(call, "id") !== undefined)).toHaveLength(2);
    expect(choice(chunks.at(-1))).toMatchObject({
      finish_reason: "tool_calls",
      delta: { tool_calls: [{ index: 1, function: { arguments: expect.any(String) } }] },
    });
  });

  it("moves usage where a fault wants it", async () => {
    const places = async (usage: string) => (await stream({}, { usage })).map((chunk) => chunk.usage !== null);
    expect(await places("omit")).not.toContain(true);
    expect(await places("vendorExtra")).not.toContain(true);
    expect((await places("onFinishChunk")).at(-1)).toBe(true);
    expect(await places("everyChunk")).not.toContain(false);
  });
});
