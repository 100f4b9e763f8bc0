import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["anthropic"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat(
    "anthropic",
    sandbox.vendors.anthropic,
    { model: "claude-sonnet-4-5", max_tokens: 4_096, messages: [user("Hello")], ...body },
    headers,
  );
const stream = async (body: Record<string, unknown>, faults: object = {}) =>
  readChunks((await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text);

const schema = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const tool = (name: string, input_schema: object = schema) => ({ name, input_schema });
const use = (id: string) => ({ type: "tool_use", id, name: "f", input: {} });
const result = (id: string, content = "ok") => ({ type: "tool_result", tool_use_id: id, content });
const thinking = { type: "enabled", budget_tokens: 1_024 };
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const image = (media_type: string, data = png) =>
  user([{ type: "image", source: { type: "base64", media_type, data } }]);

describe("refusals", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["unknown field", { foo: 1 }, "foo: Extra inputs are not permitted"],
    ["missing max_tokens", { max_tokens: undefined }, "max_tokens: Field required"],
    ["max_tokens of the wrong type", { max_tokens: "5" }, "max_tokens: Input should be a valid integer"],
    ["more tokens than the model has", { max_tokens: 70_000 }, "max_tokens: 70000 > 64000, which is the maximum"],
    ["no messages", { messages: [] }, "messages: at least one message is required"],
    ["empty text", { messages: [user([{ type: "text", text: "" }])] }, "text content blocks must be non-empty"],
    ["blank text", { messages: [user([{ type: "text", text: " \n" }])] }, "must contain non-whitespace text"],
    ["empty content", { messages: [user("")] }, "messages.0: all messages must have non-empty content"],
    ["blank end of a prefill", { messages: [user("x"), assistant("y ")] }, "cannot end with trailing whitespace"],
    [
      "prefill on new models",
      { model: "claude-opus-4-6", messages: [user("x"), assistant("y")] },
      "does not support assistant message prefill",
    ],
    [
      "OpenAI's parts",
      { messages: [user([{ type: "image_url", image_url: {} }])] },
      "messages.0.content.0: Input tag 'image_url' found using 'type'",
    ],
    ["temperature over 1", { temperature: 1.5 }, "temperature: range: 0..1"],
    ["temperature and top_p", { temperature: 0.5, top_p: 0.5 }, "`temperature` and `top_p` cannot both be specified"],
    [
      "sampling on new models",
      { model: "claude-opus-4-8", temperature: 1 },
      "`temperature` is deprecated for this model.",
    ],
    [
      "small budget",
      { thinking: { type: "enabled", budget_tokens: 10 } },
      "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    ],
    [
      "budget over max_tokens",
      { thinking, max_tokens: 1_000 },
      "`max_tokens` must be greater than `thinking.budget_tokens`",
    ],
    [
      "budget on new models",
      { model: "claude-sonnet-5", thinking },
      '"thinking.type.enabled" is not supported for this model',
    ],
    ["adaptive on old models", { thinking: { type: "adaptive" } }, "adaptive thinking is not supported on this model"],
    [
      "thinking and temperature",
      { thinking, temperature: 0.5 },
      "`temperature` may only be set to 1 when thinking is enabled",
    ],
    [
      "thinking and a forced tool",
      { thinking, tools: [tool("f")], tool_choice: { type: "any" } },
      "Thinking may not be enabled when tool_choice forces tool use.",
    ],
    [
      "unsigned thinking",
      {
        messages: [
          user("x"),
          assistant([
            { type: "thinking", thinking: "hm", signature: "" },
            { type: "text", text: "y" },
          ]),
          user("z"),
        ],
      },
      "messages.1.content.0: Invalid `signature` in `thinking` block",
    ],
    ["blank stop", { stop_sequences: [" "] }, "each stop sequence must contain non-whitespace"],
    [
      "open schema",
      { output_config: { format: { type: "json_schema", schema: { type: "object" } } } },
      "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
    ],
    [
      "effort the model lacks",
      { output_config: { effort: "low" } },
      "This model does not support the effort parameter.",
    ],
    [
      "tool choice without tools",
      { tool_choice: { type: "auto" } },
      "tool_choice may only be specified while providing tools",
    ],
    [
      "tool choice of no tool",
      { tools: [tool("f")], tool_choice: { type: "tool", name: "g" } },
      "Tool 'g' not found in provided tools",
    ],
    ["two tools of a name", { tools: [tool("f"), tool("f")] }, "tools: Tool names must be unique."],
    ["tool without a schema", { tools: [{ name: "f" }] }, "tools.0.custom.input_schema: Field required"],
    ["tool name with a dot", { tools: [tool("a.b")] }, "tools.0.custom.name: String should match pattern"],
    [
      "unanswered tool use",
      { messages: [user("x"), assistant([use("a"), use("b")]), user([result("a")])] },
      "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: b.",
    ],
    [
      "answer to no tool use",
      { messages: [user([result("a")])] },
      "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a.",
    ],
    [
      "image of another type",
      { messages: [image("image/jpeg")] },
      "Image does not match the provided media type image/jpeg",
    ],
    ["image that is none", { messages: [image("image/png", "AAAA")] }, "Could not process image"],
    [
      "five cache marks",
      { messages: [user(Array(5).fill({ type: "text", text: "x", cache_control: { type: "ephemeral" } }))] },
      "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ],
    ["a prompt beyond the context", { messages: [user("word ".repeat(210_000))] }, "prompt is too long:"],
  ])("%s", async (_name, body, text) => {
    const { status, json } = await send(body);
    expect(pick(json, "error", "message")).toContain(text);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error" },
      request_id: expect.any(String),
    });
  });

  it("wants a version header and a key", async () => {
    const { baseUrl, apiKey } = sandbox.vendors.anthropic;
    const post = (headers: Record<string, string>) =>
      fetch(`${baseUrl}/v1/messages`, { method: "POST", headers, body: "{}" });
    expect(pick(await (await post({ "x-api-key": apiKey })).json(), "error", "message")).toBe(
      "anthropic-version: header is required",
    );
    expect((await post({ "anthropic-version": "2023-06-01" })).status).toBe(401);
    expect((await post({ authorization: `Bearer ${apiKey}`, "anthropic-version": "2023-06-01" })).status).toBe(400);
    expect((await send({}, { "anthropic-version": "2020-01-01" })).status).toBe(400);
    expect((await send({ temperature: 1 }, { "anthropic-version": "2026-10-21" })).status).toBe(400);
  });

  it("answers unknown models with 404", async () => {
    const { status, json } = await send({ model: "gpt-4o" });
    expect(status).toBe(404);
    expect(json?.error).toEqual({ type: "not_found_error", message: "model: gpt-4o" });
  });
});

describe("answers", () => {
  it("calls tools, in parallel unless told not to", async () => {
    const tools = [tool("one"), tool("two"), { type: "web_search_20250305", name: "web_search" }];
    const messages = [user("one and two")];
    const both = (await send({ tools, messages })).json;
    expect(both).toMatchObject({
      stop_reason: "tool_use",
      content: [
        {
          type: "tool_use",
          id: expect.stringMatching(/^toolu_01\w{22}$/),
          name: "one",
          input: { city: "one and two" },
        },
        { type: "tool_use", name: "two" },
      ],
    });
    const tool_choice = { type: "auto", disable_parallel_tool_use: true };
    expect((await send({ tools, messages, tool_choice })).json?.content).toHaveLength(1);
  });

  it("answers tool results, also split over user messages", async () => {
    const messages = [
      user("x"),
      assistant([use("a"), use("b")]),
      user([result("a", "first")]),
      user([result("b", "second")]),
    ];
    const { json } = await send({ tools: [tool("f")], messages });
    expect(pick(json, "content", 0, "text")).toContain('Tool results: "first", "second".');
  });

  it("signs its thinking, and takes back what it signed byte for byte", async () => {
    const first = (await send({ thinking })).json?.content as Record<string, unknown>[];
    expect(first.map((block) => block.type)).toEqual(["thinking", "text"]);
    const again = (content: unknown) => send({ thinking, messages: [user("Hello"), assistant(content), user("More")] });
    expect((await again(first)).status).toBe(200);
    expect((await again([{ ...first[0], thinking: "changed" }, first[1]])).status).toBe(400);
  });

  it("redacts thinking and refuses on Anthropic's documented test strings", async () => {
    const redact =
      "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
    const content = (await send({ thinking, messages: [user(redact)] })).json?.content as Record<string, unknown>[];
    expect(content[0]).toEqual({ type: "redacted_thinking", data: expect.any(String) });
    expect((await send({ messages: [user("x"), assistant(content), user("y")] })).status).toBe(200);
    const refuse =
      "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86";
    expect((await send({ messages: [user(refuse)] })).json).toMatchObject({ content: [], stop_reason: "refusal" });
  });

  it("writes a cached prefix once and reads it afterwards, beside the uncached input", async () => {
    const system = (ttl: string) => [
      { type: "text", text: `Long rules ${ttl} `.repeat(50), cache_control: { type: "ephemeral", ttl } },
    ];
    for (const ttl of ["5m", "1h"]) {
      const usage = async (text: string) => (await send({ system: system(ttl), messages: [user(text)] })).json?.usage;
      const written = await usage("one");
      const read = await usage("two");
      const tokens = pick(written, "cache_creation_input_tokens");
      expect(tokens).toBeGreaterThan(100);
      expect(pick(written, "cache_creation", `ephemeral_${ttl}_input_tokens`)).toBe(tokens);
      expect(read).toMatchObject({ cache_read_input_tokens: tokens, cache_creation_input_tokens: 0 });
      expect(pick(read, "input_tokens")).toBe(pick(written, "input_tokens"));
      expect(pick(read, "input_tokens")).toBeLessThan(20);
    }
  });

  it("extends a cached conversation by what is new", async () => {
    const mark = { cache_control: { type: "ephemeral" } };
    const first = user([{ type: "text", text: "A first question of a growing conversation.", ...mark }]);
    const usage = async (messages: unknown[]) => (await send({ messages })).json?.usage;
    const one = pick(await usage([first]), "cache_creation_input_tokens") as number;
    const longer = [first, assistant("An answer."), user([{ type: "text", text: "A second question.", ...mark }])];
    const two = await usage(longer);
    expect(pick(two, "cache_read_input_tokens")).toBe(one);
    expect(pick(two, "cache_creation_input_tokens")).toBeGreaterThan(0);
  });

  it("writes an instance of the output schema", async () => {
    const { json } = await send({ output_config: { format: { type: "json_schema", schema } } });
    expect(JSON.parse(String(pick(json, "content", 0, "text")))).toEqual({ city: "Hello" });
  });

  it("names the stop sequence it met", async () => {
    const { json } = await send({ stop_sequences: ["received"] });
    expect(json).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "received" });
  });
});

describe("streams", () => {
  it("equals the whole answer, block by block", async () => {
    const body = {
      thinking,
      tools: [tool("one"), tool("two", { type: "object", properties: {} })],
      messages: [user("one two")],
    };
    const blocks: Record<string, unknown>[] = [];
    const json: string[] = [];
    const events = await stream(body);
    for (const event of events) {
      const index = event.index as number;
      if (event.type === "content_block_start") blocks[index] = event.content_block as Record<string, unknown>;
      if (event.type !== "content_block_delta") continue;
      const { type: _, ...delta } = event.delta as Record<string, string>;
      for (const [key, value] of Object.entries(delta)) {
        if (key === "partial_json") json[index] = `${json[index] ?? ""}${value}`;
        else (blocks[index] as Record<string, unknown>)[key] = `${blocks[index]?.[key] ?? ""}${value}`;
      }
    }
    for (const [index, text] of json.entries())
      if (text) (blocks[index] as Record<string, unknown>).input = JSON.parse(text);
    const ids = (content: unknown) =>
      (content as Record<string, unknown>[]).map(({ id: _, signature: __, ...rest }) => rest);
    expect(ids(blocks)).toEqual(ids((await send(body)).json?.content));
    expect(blocks.at(-1)).toMatchObject({ name: "two", input: {} });
    const closing = events.findLast((event) => event.type === "message_delta");
    expect(closing).toMatchObject({ delta: { stop_reason: "tool_use" }, usage: { output_tokens: expect.any(Number) } });
  });

  it("moves usage where a fault wants it", async () => {
    const used = async (usage: string) =>
      (await stream({}, { usage }))
        .filter((event) => event.usage !== undefined || pick(event, "message", "usage") !== undefined)
        .map((event) => event.type);
    expect(await used("omit")).toEqual([]);
    expect(await used("onFinishChunk")).toEqual(["message_delta"]);
    expect((await used("everyChunk")).length).toBeGreaterThan(10);
  });
});
