import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["openai"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat("openai", sandbox.vendors.openai, { model: "gpt-4o", messages: [user("Hello")], ...body }, headers);

const closed = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const tool = (name: string, more: Record<string, unknown> = {}) => ({
  type: "function",
  function: { name, parameters: closed, ...more },
});
const call = (id: string, name = "f") => ({ id, type: "function", function: { name, arguments: "{}" } });

describe("refusals", () => {
  const toolMessage = (id: string) => ({ role: "tool", tool_call_id: id, content: "ok" });
  it.each<[string, Record<string, unknown>, number, string | null, string | null, string]>([
    ["unknown field", { foo: 1 }, 400, null, null, "Unrecognized request argument supplied: foo"],
    ["unknown fields", { foo: 1, bar: 2 }, 400, null, null, "Unrecognized request arguments supplied: foo, bar"],
    [
      "missing messages",
      { messages: undefined },
      400,
      "missing_required_parameter",
      "messages",
      "Missing required parameter: 'messages'.",
    ],
    ["missing model", { model: undefined }, 400, null, null, "you must provide a model parameter"],
    [
      "wrong type",
      { messages: "Hi" },
      400,
      "invalid_type",
      "messages",
      "Invalid type for 'messages': expected an array, but got a string instead.",
    ],
    [
      "wrong role",
      { messages: [{ role: "bot", content: "x" }] },
      400,
      "invalid_value",
      "messages[0].role",
      "Invalid value: 'bot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
    ],
    [
      "unknown field of a message",
      { messages: [{ ...user("x"), cache_control: {} }] },
      400,
      "unknown_parameter",
      "messages[0].cache_control",
      "Unknown parameter: 'messages[0].cache_control'.",
    ],
    [
      "name with a space",
      { messages: [{ ...user("x"), name: "a b" }] },
      400,
      "invalid_value",
      "messages[0].name",
      "does not match pattern",
    ],
    [
      "temperature",
      { temperature: 3 },
      400,
      "decimal_above_max_value",
      "temperature",
      "Expected a value <= 2, but got 3 instead.",
    ],
    ["n", { n: 0 }, 400, "integer_below_min_value", "n", "Expected a value >= 1"],
    [
      "five stops",
      { stop: ["a", "b", "c", "d", "e"] },
      400,
      "array_above_max_length",
      "stop",
      "maximum length 4, but got an array with length 5",
    ],
    [
      "stream options alone",
      { stream_options: { include_usage: true } },
      400,
      null,
      "stream_options",
      "only allowed when 'stream' is enabled",
    ],
    ["top_logprobs alone", { top_logprobs: 2 }, 400, null, "top_logprobs", "only allowed when 'logprobs' is enabled"],
    [
      "JSON mode without the word",
      { response_format: { type: "json_object" } },
      400,
      null,
      "messages",
      "must contain the word 'json'",
    ],
    ["unknown model", { model: "gpt-99" }, 404, "model_not_found", null, "The model `gpt-99` does not exist"],
    [
      "max_tokens of a reasoning model",
      { model: "gpt-5", max_tokens: 5 },
      400,
      "unsupported_parameter",
      "max_tokens",
      "Use 'max_completion_tokens' instead.",
    ],
    [
      "temperature of a reasoning model",
      { model: "o3", temperature: 0.5 },
      400,
      "unsupported_value",
      "temperature",
      "Only the default (1) value is supported.",
    ],
    [
      "stop of a reasoning model",
      { model: "o4-mini", stop: "x" },
      400,
      "unsupported_parameter",
      "stop",
      "not supported with this model",
    ],
    [
      "effort of another model",
      { reasoning_effort: "low" },
      400,
      null,
      null,
      "Unrecognized request argument supplied: reasoning_effort",
    ],
    [
      "more tokens than the model has",
      { max_tokens: 20_000 },
      400,
      "invalid_value",
      "max_tokens",
      "supports at most 16384 completion tokens",
    ],
    [
      "tool choice without tools",
      { tool_choice: "required" },
      400,
      null,
      "tool_choice",
      "only allowed when 'tools' are specified",
    ],
    [
      "tool choice of no tool",
      { tools: [tool("f")], tool_choice: { type: "function", function: { name: "g" } } },
      400,
      null,
      "tool_choice",
      "'g' not found",
    ],
    [
      "open strict schema",
      { tools: [tool("f", { strict: true, parameters: { type: "object", properties: {} } })] },
      400,
      "invalid_function_parameters",
      "tools[0].function.parameters",
      "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      "optional property in a strict schema",
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "r", strict: true, schema: { ...closed, required: [] } },
        },
      },
      400,
      null,
      "response_format",
      "Missing 'city'.",
    ],
    [
      "null content",
      { messages: [user(null)] },
      400,
      null,
      "messages.[0].content",
      "Invalid value for 'content': expected a string, got null.",
    ],
    [
      "an assistant that says nothing",
      { messages: [user("x"), { role: "assistant", content: null }] },
      400,
      null,
      "messages.[1].content",
      "expected a string, got null.",
    ],
    ["no tools", { tools: [] }, 400, "empty_array", "tools", "Invalid 'tools': empty array."],
    [
      "no tool calls",
      { messages: [user("x"), { role: "assistant", content: "y", tool_calls: [] }] },
      400,
      "empty_array",
      "messages[1].tool_calls",
      "empty array",
    ],
    [
      "a long tool call id",
      { messages: [user("x"), { role: "assistant", tool_calls: [call("a".repeat(41))] }, toolMessage("a".repeat(41))] },
      400,
      "string_above_max_length",
      "messages[1].tool_calls[0].id",
      "maximum length 40, but got a string with length 41",
    ],
    [
      "tool name with a dot",
      { tools: [tool("a.b")] },
      400,
      "invalid_value",
      "tools[0].function.name",
      "does not match pattern",
    ],
    [
      "unanswered call",
      { messages: [user("x"), { role: "assistant", tool_calls: [call("a"), call("b")] }, toolMessage("a")] },
      400,
      null,
      "messages.[1].role",
      "did not have response messages: b",
    ],
    [
      "answer to no call",
      { messages: [user("x"), toolMessage("a")] },
      400,
      null,
      "messages.[1].role",
      "must be a response to a preceeding message",
    ],
    [
      "answer to another call",
      { messages: [user("x"), { role: "assistant", tool_calls: [call("a")] }, toolMessage("z")] },
      400,
      null,
      "messages.[2].tool_call_id",
      "'z' not found",
    ],
    [
      "image that is none",
      { messages: [user([{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }])] },
      400,
      "invalid_image_format",
      null,
      "unsupported image",
    ],
    [
      "image URL that is none",
      { messages: [user([{ type: "image_url", image_url: { url: "ftp://x" } }])] },
      400,
      "invalid_image_url",
      null,
      "Failed to parse image URL",
    ],
    [
      "audio to a text model",
      { messages: [user([{ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }])] },
      400,
      "invalid_value",
      "messages[0]",
      "either text or image_url type",
    ],
    [
      "speech from a text model",
      { modalities: ["text", "audio"], audio: { voice: "alloy", format: "mp3" } },
      400,
      "invalid_value",
      "modalities",
      "does not support audio output",
    ],
    [
      "speech without a voice",
      { model: "gpt-4o-audio-preview", modalities: ["text", "audio"] },
      400,
      "missing_required_parameter",
      "audio",
      "'audio'",
    ],
    [
      "streamed speech that is compressed",
      {
        model: "gpt-4o-audio-preview",
        modalities: ["text", "audio"],
        audio: { voice: "alloy", format: "mp3" },
        stream: true,
      },
      400,
      "unsupported_value",
      "audio.format",
      "'pcm16'",
    ],
    [
      "a prompt beyond the context",
      { model: "gpt-4", messages: [user("word ".repeat(9_000))] },
      400,
      "context_length_exceeded",
      "messages",
      "maximum context length is 8192 tokens",
    ],
  ])("%s", async (_name, body, status, code, param, text) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(answer.json?.error).toMatchObject({ type: "invalid_request_error", code, param });
    expect(pick(answer.json, "error", "message")).toContain(text);
  });

  it("names the key it refuses as the vendor does: first eight and last four characters", async () => {
    const { status, json } = await send({}, { authorization: "Bearer sk-abcdefghijkl" });
    expect(status).toBe(401);
    expect(json?.error).toMatchObject({ code: "invalid_api_key" });
    expect(pick(json, "error", "message")).toContain("provided: sk-abcde***ijkl.");
  });

  it("refuses other methods", async () => {
    const { baseUrl, apiKey } = sandbox.vendors.openai;
    const headers = { authorization: `Bearer ${apiKey}` };
    expect((await fetch(`${baseUrl}/chat/completions`, { headers })).status).toBe(405);
  });
});
