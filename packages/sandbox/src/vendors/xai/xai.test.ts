import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["xai"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat("xai", sandbox.vendors.xai, { model: "grok-3", messages: [user("Hello")], ...body }, headers);
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});
const delta = (chunk: unknown) => pick(chunk, "choices", 0, "delta") as Record<string, unknown>;
const withUsage = { stream_options: { include_usage: true } };

describe("refusals", () => {
  const invalid = "Client specified an invalid argument";
  const image = [user([{ type: "image_url", image_url: { url: "https://x.example/a.png" } }])];
  it.each<[string, Record<string, unknown>, number, string, string]>([
    ["stop", { model: "grok-4.6", stop: ["x"] }, 400, "Model grok-4.6 does not support parameter stop.", invalid],
    [
      "a penalty of zero",
      { model: "grok-4.20-0309-non-reasoning", presence_penalty: 0 },
      400,
      "Model grok-4.20-0309-non-reasoning does not support parameter presencePenalty.",
      invalid,
    ],
    [
      "frequency penalty",
      { frequency_penalty: 1 },
      400,
      "Model grok-3 does not support parameter frequencyPenalty.",
      invalid,
    ],
    [
      "effort where there is none",
      { model: "grok-4-1-fast", reasoning_effort: "low" },
      400,
      "Model grok-4-1-fast does not support parameter reasoningEffort.",
      invalid,
    ],
    [
      "images to a text model",
      { messages: image },
      400,
      "The model expects a single `text` element per message.",
      invalid,
    ],
    [
      "an unknown model",
      { model: "grok-beta" },
      404,
      "The model grok-beta does not exist or your team sandbox does not have access to it. Please ensure you're using the correct API key. If you believe this is a mistake, please contact support and quote your team ID and the model name.",
      "Some requested entity was not found",
    ],
    [
      "no messages",
      { messages: undefined },
      422,
      "Failed to deserialize the JSON body into the target type: missing field `messages`",
      invalid,
    ],
    [
      "an unknown role",
      { messages: [{ role: "robot", content: "x" }] },
      422,
      "Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant `robot`, expected one of `system`, `developer`, `assistant`, `tool`, `function`, `user`",
      invalid,
    ],
  ])("%s", async (_name, body, status, error, code) => {
    const answer = await send(body);
    expect([answer.status, answer.json]).toEqual([status, { code, error }]);
  });

  it("says that Live Search is gone", async () => {
    const { status, json } = await send({ search_parameters: { mode: "auto" } });
    expect(status).toBe(410);
    expect(json).toEqual({ error: expect.stringContaining("Live search is deprecated") });
  });

  it("answers a wrong key with 400, a missing one with 401", async () => {
    const wrong = await send({}, { authorization: "Bearer gsk_0000tF" });
    expect(wrong.status).toBe(400);
    expect(wrong.json?.error).toBe(
      "Incorrect API key provided: gs***tF. You can obtain an API key from https://console.x.ai.",
    );
    expect((await send({}, { authorization: "" })).status).toBe(401);
  });

  it("refuses prompts beyond the context window", async () => {
    const { status, json } = await send({
      model: "grok-2-vision",
      messages: [user("word ".repeat(33_000))],
    });
    expect(status).toBe(400);
    expect(json?.error).toMatch(/^This model's maximum prompt length is 32768 but the request contains \d+ tokens\.$/);
  });

  it("takes what others refuse: unknown fields, stop on a plain model, a foreign tool choice", async () => {
    expect((await send({ foo: 1, store: true })).status).toBe(200);
    expect((await send({ stop: ["Hello"] })).status).toBe(200);
    expect((await send({ model: "grok-2", presence_penalty: 1 })).status).toBe(200);
    const { json } = await send({ tools: [tool("one"), tool("two")], tool_choice: { type: "tool", name: "two" } });
    expect(pick(json, "choices", 0, "message", "tool_calls", 0, "function", "name")).toBe("two");
  });
});

describe("answers", () => {
  it("counts reasoning beside the completion, and limits the visible answer alone", async () => {
    const { json } = await send({ model: "grok-3-mini", max_completion_tokens: 5 });
    const usage = json?.usage as Record<string, number>;
    const reasoning = Number(pick(usage, "completion_tokens_details", "reasoning_tokens"));
    expect(reasoning).toBeGreaterThan(5);
    expect(usage.completion_tokens).toBe(5);
    expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + 5 + reasoning);
    expect(usage).toMatchObject({ num_sources_used: 0, cost_in_usd_ticks: expect.any(Number) });
    expect(json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}_us-east-1$/),
      choices: [{ finish_reason: "length", message: { reasoning_content: expect.stringContaining("Hello") } }],
    });
  });

  it("hides the thoughts of grok-4, and counts them", async () => {
    const { json } = await send({ model: "grok-4.6", reasoning_effort: "high" });
    expect(pick(json, "choices", 0, "message")).not.toHaveProperty("reasoning_content");
    expect(pick(json, "usage", "completion_tokens_details", "reasoning_tokens")).toBe(256);
  });

  it("renames models as served", async () => {
    expect((await send({ model: "grok-3-mini-fast-latest" })).json?.model).toBe("grok-3-mini");
    expect((await send({ model: "grok-2" })).json?.model).toBe("grok-2-1212");
  });

  it("calls tools beside an empty content", async () => {
    const { json } = await send({ tools: [tool("one")] });
    expect(pick(json, "choices", 0)).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: "",
        tool_calls: [
          {
            id: expect.stringMatching(/^call_\d{8}$/),
            type: "function",
            function: { name: "one", arguments: '{"city":"Hello"}' },
          },
        ],
      },
    });
  });

  it("writes several choices and log probabilities", async () => {
    const { json } = await send({ n: 2, logprobs: true, top_logprobs: 2 });
    expect(json?.choices).toHaveLength(2);
    expect(pick(json, "choices", 1, "logprobs", "content", 0, "top_logprobs")).toHaveLength(2);
  });

  it("counts images apart from text", async () => {
    const picture = { type: "image_url", image_url: { url: "https://x.example/a.png" } };
    const { json } = await send({ model: "grok-4.6", messages: [user([{ type: "text", text: "x" }, picture])] });
    const details = pick(json, "usage", "prompt_tokens_details") as Record<string, number>;
    expect(details.image_tokens).toBeGreaterThan(0);
    expect((details.image_tokens ?? 0) + (details.text_tokens ?? 0)).toBe(pick(json, "usage", "prompt_tokens"));
  });
});

describe("streams", () => {
  it("thinks in reasoning_content first", async () => {
    const deltas = (await stream({ model: "grok-3-mini" })).map(delta);
    expect(deltas[0]).toEqual({ role: "assistant", reasoning_content: "The" });
    const lastThought = deltas.findLastIndex((entry) => "reasoning_content" in entry);
    expect(deltas.findIndex((entry) => "content" in entry)).toBe(lastThought + 1);
  });

  it("reports usage in a chunk of its own when asked, else not at all", async () => {
    const asked = await stream(withUsage);
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(asked.slice(0, -1).some((chunk) => "usage" in chunk)).toBe(false);
    expect((await stream({})).some((chunk) => "usage" in chunk)).toBe(false);
  });

  it("reports usage on every chunk of grok-2, growing", async () => {
    const counts = (await stream({ model: "grok-2" })).map((chunk) =>
      Number(pick(chunk, "usage", "completion_tokens")),
    );
    expect(counts.length).toBeGreaterThan(5);
    expect(counts).toEqual(counts.toSorted((one, two) => one - two));
    expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0);
  });

  it("sends each call whole in a chunk of its own", async () => {
    const body = { tools: [tool("one"), tool("two")], messages: [user("one, two")] };
    const calls = (await stream(body)).map((chunk) => delta(chunk)?.tool_calls).filter(Boolean);
    expect(calls).toMatchObject([
      [{ index: 0, type: "function", function: { name: "one", arguments: '{"city":"one, two"}' } }],
      [{ index: 1, type: "function", function: { name: "two", arguments: '{"city":"one, two"}' } }],
    ]);
    const last = (await stream({ ...body, model: "grok-2" })).at(-1);
    expect(last).toMatchObject({ choices: [{ finish_reason: "tool_calls", delta: { role: "assistant" } }] });
    expect(delta(last).tool_calls).toMatchObject([{ index: 1 }]);
  });

  it("moves usage where a fault wants it", async () => {
    const places = async (usage: string) =>
      (await stream(withUsage, { usage })).map((chunk) => chunk.usage !== undefined);
    expect(await places("omit")).not.toContain(true);
    expect(await places("vendorExtra")).not.toContain(true);
    expect((await places("onFinishChunk")).at(-1)).toBe(true);
    expect(await places("everyChunk")).not.toContain(false);
  });
});
