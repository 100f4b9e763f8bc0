import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["groq"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat(
    "groq",
    sandbox.vendors.groq,
    { model: "llama-3.3-70b-versatile", messages: [user("Hello")], ...body },
    headers,
  );
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});

describe("refusals", () => {
  const history = (extra: Record<string, unknown>) => [
    user("x"),
    { role: "assistant", content: "y", ...extra },
    user("z"),
  ];
  it.each<[string, Record<string, unknown>, number, string]>([
    ["unknown field", { foo: 1 }, 400, "property 'foo' is unsupported"],
    ["missing messages", { messages: undefined }, 400, "property 'messages' is missing"],
    ["no messages", { messages: [] }, 400, "'messages' : minimum number of items is 1"],
    [
      "foreign reasoning in the history",
      { messages: history({ reasoning_content: "hm" }) },
      400,
      "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]",
    ],
    [
      "reasoning to a model without",
      { messages: history({ reasoning: "hm" }) },
      400,
      "messages[1].reasoning: reasoning is not supported with this model",
    ],
    ["n", { n: 2 }, 400, "'n' : number must be at most 1"],
    ["logprobs", { logprobs: true }, 400, "property 'logprobs' is unsupported"],
    ["logit_bias", { logit_bias: { 1: 1 } }, 400, "property 'logit_bias' is unsupported"],
    ["name", { messages: [{ ...user("x"), name: "me" }] }, 400, "property 'name' is unsupported"],
    ["temperature", { temperature: 3 }, 400, "'temperature' : number must be at most 2"],
    ["unknown model", { model: "nobody" }, 404, "The model `nobody` does not exist"],
    [
      "reasoning format of another model",
      { reasoning_format: "parsed" },
      400,
      "reasoning_format is not supported with this model",
    ],
    [
      "effort that the model has not",
      { model: "qwen/qwen3-32b", reasoning_effort: "high" },
      400,
      "must be one of `none`, `default`",
    ],
    [
      "more tokens than the model has",
      { model: "llama3-8b-8192", max_tokens: 9_000 },
      400,
      "less than or equal to `8192`",
    ],
    ["JSON mode without the word", { response_format: { type: "json_object" } }, 400, "must contain the word 'json'"],
    ["custom tools", { tools: [{ type: "custom", custom: { name: "c" } }] }, 400, "must be one of"],
    [
      "images to a text model",
      { messages: [user([{ type: "image_url", image_url: { url: "https://x.example/a.png" } }])] },
      400,
      "value must be a string",
    ],
  ])("%s", async (_name, body, status, text) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(answer.json?.error).toMatchObject({ type: "invalid_request_error" });
    expect(pick(answer.json, "error", "message")).toContain(text);
  });

  it("takes its own reasoning back, and names on tool messages", async () => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
    const messages = [
      user("x"),
      { role: "assistant", reasoning: "hm", tool_calls: [call] },
      { role: "tool", tool_call_id: "a", name: "f", content: "ok" },
    ];
    expect((await send({ model: "openai/gpt-oss-120b", messages, tools: [tool("f")] })).status).toBe(200);
  });
});

describe("answers", () => {
  it("has timings in usage that add up", async () => {
    const { json } = await send({});
    const usage = json?.usage as Record<string, number>;
    expect(usage.total_time).toBeCloseTo((usage.prompt_time ?? 0) + (usage.completion_time ?? 0), 6);
    expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0));
    expect(json).toMatchObject({ x_groq: { id: expect.stringMatching(/^req_01/) }, service_tier: "on_demand" });
  });

  it("puts reasoning into its own field, into tags, or nowhere", async () => {
    const message = async (body: Record<string, unknown>) => pick((await send(body)).json, "choices", 0, "message");
    expect(await message({ model: "openai/gpt-oss-20b" })).toMatchObject({
      reasoning: expect.stringContaining("Hello"),
    });
    expect(await message({ model: "qwen/qwen3-32b", reasoning_format: "raw" })).toMatchObject({
      content: expect.stringMatching(/^<think>\n.*Hello.*\n<\/think>\n\nSandbox/s),
    });
    expect(await message({ model: "qwen/qwen3-32b", reasoning_format: "hidden" })).not.toHaveProperty("reasoning");
    expect(await message({})).not.toHaveProperty("reasoning");
  });

  it("renames compound models", async () => {
    expect((await send({ model: "compound-beta" })).json?.model).toBe("groq/compound");
  });
});

describe("streams", () => {
  it("sends a call whole in one chunk each", async () => {
    const chunks = await stream({ tools: [tool("one"), tool("two")], messages: [user("one, two")] });
    const calls = chunks.flatMap((chunk) => (pick(chunk, "choices", 0, "delta", "tool_calls") ?? []) as object[]);
    expect(calls).toMatchObject([
      { index: 0, function: { name: "one", arguments: '{"city":"one, two"}' } },
      { index: 1, function: { name: "two", arguments: '{"city":"one, two"}' } },
    ]);
  });

  it("streams reasoning before content", async () => {
    const chunks = await stream({ model: "openai/gpt-oss-120b" });
    const deltas = chunks.map((chunk) => pick(chunk, "choices", 0, "delta") as Record<string, unknown>);
    expect(deltas[1]).toEqual({ reasoning: "The", channel: "analysis" });
    const lastThought = deltas.findLastIndex((delta) => "reasoning" in delta);
    expect(deltas.findIndex((delta) => typeof delta.content === "string" && delta.content !== "")).toBe(
      lastThought + 1,
    );
  });

  it("reports usage on the finish chunk, under x_groq too, and once more when asked", async () => {
    const chunks = await stream({ stream_options: { include_usage: true } });
    const usage = chunks.at(-1)?.usage;
    expect(chunks.at(-1)).toMatchObject({ choices: [], service_tier: "on_demand" });
    expect(chunks.at(-2)).toMatchObject({ usage, x_groq: { usage } });
    expect((await stream({})).at(-1)).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: expect.anything() });
  });

  it("moves usage where a fault wants it", async () => {
    const places = async (usage: string) =>
      (await stream({}, { usage })).map((chunk) => [
        chunk.usage !== undefined,
        pick(chunk, "x_groq", "usage") !== undefined,
      ]);
    expect((await places("omit")).flat()).not.toContain(true);
    expect((await places("vendorExtra")).at(-1)).toEqual([false, true]);
    expect((await places("onFinishChunk")).at(-1)).toEqual([true, false]);
    expect((await places("everyChunk")).every(([top]) => top)).toBe(true);
  });
});
