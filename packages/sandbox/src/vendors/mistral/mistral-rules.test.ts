import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { postChat } from "../../testing/client.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["mistral"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
const assistant = (...ids: string[]) => ({ role: "assistant", content: "", tool_calls: ids.map(call) });
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "ok" });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat(
    "mistral",
    sandbox.vendors.mistral,
    { model: "mistral-large-latest", messages: [user("Hello")], ...body },
    headers,
  );

describe("validation", () => {
  it.each([
    "max_completion_tokens",
    "stream_options",
    "seed",
    "user",
    "store",
    "logit_bias",
    "service_tier",
    "functions",
  ])("refuses the unknown field %s", async (field) => {
    const { status, json } = await send({ [field]: {} });
    expect(status).toBe(422);
    expect(json).toEqual({
      detail: [{ type: "extra_forbidden", loc: ["body", field], msg: "Extra inputs are not permitted", input: {} }],
    });
  });

  it("names all unknown fields, as in Gitlawb/openclaude#739", async () => {
    const { json } = await send({ store: false, max_completion_tokens: 8192 });
    expect(json).toEqual({
      detail: [
        { type: "extra_forbidden", loc: ["body", "store"], msg: "Extra inputs are not permitted", input: false },
        {
          type: "extra_forbidden",
          loc: ["body", "max_completion_tokens"],
          msg: "Extra inputs are not permitted",
          input: 8192,
        },
      ],
    });
  });

  it("names the role on the way to a message's field, as in charmbracelet/crush#1590", async () => {
    const messages = [user("x"), { role: "assistant", content: "y", reasoning_content: "\n" }, user("z")];
    expect((await send({ messages })).json).toEqual({
      detail: [
        {
          type: "extra_forbidden",
          loc: ["body", "messages", 1, "assistant", "reasoning_content"],
          msg: "Extra inputs are not permitted",
          input: "\n",
        },
      ],
    });
  });

  it.each<[string, Record<string, unknown>, object]>([
    ["a name", { messages: [{ ...user("x"), name: "me" }] }, { type: "extra_forbidden" }],
    ["no messages", { messages: undefined }, { type: "missing", loc: ["body", "messages"], msg: "Field required" }],
    ["temperature", { temperature: 1.6 }, { type: "less_than_equal", ctx: { le: 1.5 }, input: 1.6 }],
    ["a text for a number", { max_tokens: "many" }, { type: "int_parsing", loc: ["body", "max_tokens"] }],
    ["the role developer", { messages: [{ role: "developer", content: "x" }] }, { type: "union_tag_invalid" }],
    ["an effort of its own", { reasoning_effort: "auto" }, { type: "enum", loc: ["body", "reasoning_effort"] }],
    ["custom tools", { tools: [{ type: "custom", custom: { name: "c" } }] }, { type: expect.any(String) }],
    ["a tool without parameters", { tools: [{ type: "function", function: { name: "f" } }] }, { type: "missing" }],
  ])("refuses %s", async (_name, body, error) => {
    const { status, json } = await send(body);
    expect(status).toBe(422);
    expect(json?.detail).toEqual([expect.objectContaining(error)]);
  });

  it("refuses what is no JSON", async () => {
    const { status, json } = await postChat("mistral", sandbox.vendors.mistral, "{nope");
    expect(status).toBe(422);
    expect(json?.detail).toEqual([expect.objectContaining({ type: "json_invalid" })]);
  });
});

describe("rules", () => {
  const longId = "call_PTLP8xhu3uwZk4l3nlnrrJha";
  const order = { type: "invalid_request_message_order", code: "3230" };
  const badCall = { type: "invalid_function_call", code: "3280" };
  const invalid = { type: "invalid_request_invalid_args", code: "3051" };
  it.each<[string, Record<string, unknown>, string, object]>([
    [
      "a long call id",
      { messages: [user("x"), assistant(longId), result(longId)] },
      `Tool call id was ${longId} but must be a-z, A-Z, 0-9, with a length of 9.`,
      badCall,
    ],
    [
      "another id in the result alone",
      { messages: [user("x"), assistant("abcdefghi"), result("call_1234")] },
      "Tool call id was call_1234 but must be a-z, A-Z, 0-9, with a length of 9.",
      badCall,
    ],
    [
      "user after tool",
      { messages: [user("x"), assistant("abcdefghi"), result("abcdefghi"), user("y")] },
      "Unexpected role 'user' after role 'tool'",
      order,
    ],
    [
      "tool after user",
      { messages: [user("x"), result("abcdefghi")] },
      "Unexpected role 'tool' after role 'user'",
      order,
    ],
    [
      "a missing result",
      { messages: [user("x"), assistant("abcdefghi", "ABCDEFGHI"), result("abcdefghi")] },
      "Not the same number of function calls and responses",
      order,
    ],
    [
      "an assistant at the end",
      { messages: [user("x"), { role: "assistant", content: "y" }] },
      "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
      order,
    ],
    ["no message", { messages: [] }, "Conversation must have at least one message", order],
    [
      "an empty assistant",
      { messages: [user("x"), { role: "assistant", content: "" }, user("y")] },
      "Assistant message must have either content or tool_calls, but not none.",
      { type: "invalid_request_assistant_message" },
    ],
    ["logprobs", { logprobs: true }, "Logprobs are not enabled for this model", invalid],
    [
      "a middle effort",
      { model: "mistral-small-latest", reasoning_effort: "medium" },
      "reasoning_effort='medium' is not supported for this model. Must be one of (<ReasoningEffort.none: 'none'>, <ReasoningEffort.high: 'high'>)",
      invalid,
    ],
    [
      "effort where there is none",
      { reasoning_effort: "high" },
      "reasoning_effort is not enabled for this model",
      invalid,
    ],
    ["prompt mode", { prompt_mode: "reasoning" }, "Reasoning prompt mode is not enabled for this model", invalid],
    ["an unknown model", { model: "nobody" }, "Invalid model: nobody", { type: "invalid_model", code: "1500" }],
    [
      "images to a text model",
      { model: "codestral-latest", messages: [user([{ type: "image_url", image_url: "https://x.example/a.png" }])] },
      "Image input is not enabled for this model",
      invalid,
    ],
  ])("refuses %s", async (_name, body, message, error) => {
    const { status, json } = await send(body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ object: "error", message, param: null, raw_status_code: 400, ...error });
  });

  it.each(["abcdefgh", "abcdefghij", "abcdefgh-", "äbcdefghi"])("refuses the call id %s", async (id) => {
    const { status, json } = await send({ messages: [user("x"), assistant(id), result(id)] });
    expect(status).toBe(400);
    expect(json?.message).toBe(`Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`);
  });

  it("refuses prompts beyond the context window", async () => {
    const { status, json } = await send({ model: "mistral-tiny", messages: [user("word ".repeat(33_000))] });
    expect(status).toBe(400);
    expect(json?.message).toMatch(
      /^Prompt contains \d+ tokens, too large for model with 32768 maximum context length$/,
    );
  });

  it("takes a prefix as the last message", async () => {
    const messages = [user("x"), { role: "assistant", content: "Once", prefix: true }];
    expect((await send({ messages })).status).toBe(200);
  });

  it("refuses wrong keys in FastAPI's form", async () => {
    for (const authorization of ["Bearer wrong", ""]) {
      const { status, json } = await send({}, { authorization });
      expect([status, json]).toEqual([401, { detail: "Invalid API Key" }]);
    }
  });
});
