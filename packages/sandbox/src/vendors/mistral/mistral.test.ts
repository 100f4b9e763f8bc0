import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks, readEvents } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["mistral"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat(
    "mistral",
    sandbox.vendors.mistral,
    { model: "mistral-large-latest", messages: [user("Hello")], ...body },
    headers,
  );
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});
const delta = (chunk: unknown) => pick(chunk, "choices", 0, "delta") as Record<string, unknown>;

describe("answers", () => {
  it("answers with text", async () => {
    const { status, json } = await send({});
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      object: "chat.completion",
      choices: [
        { index: 0, finish_reason: "stop", message: { role: "assistant", content: expect.stringContaining("Hello") } },
      ],
    });
    expect(pick(json, "choices", 0, "message", "tool_calls")).toBeNull();
    const usage = json?.usage as Record<string, number>;
    expect(usage.total_tokens).toBe((usage.prompt_tokens ?? 0) + (usage.completion_tokens ?? 0));
  });

  it("thinks in a list of parts, always or when asked", async () => {
    const content = async (body: Record<string, unknown>) =>
      pick((await send(body)).json, "choices", 0, "message", "content");
    const parts = [
      { type: "thinking", thinking: [{ type: "text", text: expect.stringContaining("Hello") }], closed: true },
      { type: "text", text: expect.stringContaining("Hello") },
    ];
    expect(await content({ model: "magistral-medium-latest" })).toEqual(parts);
    expect(await content({ model: "mistral-small-latest", reasoning_effort: "high" })).toEqual(parts);
    expect(await content({ model: "mistral-small-latest", reasoning_effort: "none" })).toEqual(expect.any(String));
  });

  it("calls tools: forced by `any`, with nine-character ids, some without a type", async () => {
    const calls = async (model: string) =>
      pick(
        (await send({ model, tools: [tool("one")], tool_choice: "any" })).json,
        "choices",
        0,
        "message",
        "tool_calls",
      );
    const call = {
      id: expect.stringMatching(/^[a-zA-Z0-9]{9}$/),
      function: { name: "one", arguments: '{"city":"Hello"}' },
      index: 0,
    };
    expect(await calls("mistral-large-latest")).toEqual([{ ...call, type: "function" }]);
    expect(await calls("mistral-medium-latest")).toEqual([call]);
  });

  it("takes its own answers back, arguments as an object included", async () => {
    const messages = [
      user("x"),
      {
        role: "assistant",
        content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }], closed: true }],
        tool_calls: [{ id: "abcDEF123", function: { name: "one", arguments: { city: "Rome" } }, index: 0 }],
      },
      { role: "tool", tool_call_id: "abcDEF123", name: "one", content: "sunny" },
    ];
    const { status, json } = await send({ messages, tools: [tool("one")] });
    expect(status).toBe(200);
    expect(pick(json, "choices", 0, "message", "content")).toContain("sunny");
  });

  it("reports a repeated prompt as cached", async () => {
    const messages = [{ role: "system", content: "word ".repeat(300) }, user("a fresh prompt for the cache")];
    const cached = async () =>
      pick((await send({ messages })).json, "usage", "prompt_tokens_details", "cached_tokens") as number;
    expect(await cached()).toBe(0);
    const again = await cached();
    expect(again).toBeGreaterThan(0);
    expect(again % 32).toBe(0);
  });

  it("answers in JSON", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const format = { type: "json_schema", json_schema: { name: "s", schema, strict: true } };
    const { json } = await send({ response_format: format });
    expect(JSON.parse(String(pick(json, "choices", 0, "message", "content")))).toEqual({ n: expect.any(Number) });
  });
});

describe("streams", () => {
  it("has usage on the last chunk, unasked, and padding on all but the first", async () => {
    const { text } = await send({ stream: true });
    expect(readEvents(text).at(-1)?.data).toBe("[DONE]");
    const chunks = readChunks(text);
    expect(delta(chunks[0])).toEqual({ role: "assistant", content: "" });
    expect(chunks[0]).not.toHaveProperty("p");
    expect(chunks.slice(1).every(({ p }) => typeof p === "string" && p.startsWith("a"))).toBe(true);
    expect(chunks.filter(({ usage }) => usage !== undefined)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1)).toMatchObject({ choices: [{ delta: { content: "" }, finish_reason: "stop" }] });
  });

  it("thinks in lists, then speaks in texts", async () => {
    const contents = (await stream({ model: "magistral-small-latest" })).slice(1).map((chunk) => delta(chunk).content);
    const firstText = contents.findIndex((content) => typeof content === "string");
    expect(firstText).toBeGreaterThan(0);
    expect(contents.slice(0, firstText)).toContainEqual([
      { type: "thinking", thinking: [{ type: "text", text: "The" }] },
    ]);
    expect(contents.slice(firstText).every((content) => typeof content === "string")).toBe(true);
  });

  it("sends all calls whole in the last chunk, bare from small models", async () => {
    const body = { tools: [tool("one"), tool("two")], messages: [user("one, two")] };
    const last = async (model: string) => (await stream({ model, ...body })).at(-1);
    const whole = await last("mistral-large-latest");
    expect(whole).toMatchObject({ choices: [{ finish_reason: "tool_calls" }], usage: expect.anything() });
    expect(delta(whole).tool_calls).toMatchObject([
      { index: 0, type: "function", function: { name: "one" } },
      { index: 1, type: "function", function: { name: "two" } },
    ]);
    const bare = delta(await last("mistral-small-latest")).tool_calls as object[];
    expect(bare).toHaveLength(2);
    for (const call of bare) expect(Object.keys(call).sort()).toEqual(["function", "id"]);
  });

  it("moves usage where a fault wants it", async () => {
    const places = async (usage: string) => (await stream({}, { usage })).map((chunk) => chunk.usage !== undefined);
    expect(await places("omit")).not.toContain(true);
    expect(await places("vendorExtra")).not.toContain(true);
    expect((await places("onFinishChunk")).at(-1)).toBe(true);
    expect(await places("everyChunk")).not.toContain(false);
  });
});
