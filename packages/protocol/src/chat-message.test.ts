import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./chat-request.ts";

const parse = (message: unknown): unknown => parseChatRequest({ model: "m", messages: [message] });
const refusal = (code: string, path: string) =>
  expect.objectContaining({ status: 400, code, param: path === "" ? "messages[0]" : `messages[0].${path}` });

const text = { type: "text", text: "t", prompt_cache_breakpoint: { mode: "explicit" } };
const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "high" } };
const audio = { type: "input_audio", input_audio: { data: "AA==", format: "wav" } };
const file = { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" } };
const refused = { type: "refusal", refusal: "no" };
const functionCall = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
const customCall = { id: "call_2", type: "custom", custom: { name: "c", input: "x" } };
const thinking = { type: "thinking", thinking: "hm", signature: "s" };

describe("a message", () => {
  it.each([
    { role: "system", content: "s", name: "n" },
    { role: "system", content: [text], name: null },
    { role: "developer", content: "d" },
    { role: "developer", content: [text, { type: "text", text: "" }] },
    { role: "user", content: "" },
    { role: "user", content: [text, image, audio, file], name: "ada" },
    { role: "user", content: [{ type: "file", file: { file_id: "file-1" } }] },
    { role: "user", content: [{ type: "image_url", image_url: { url: "https://a.example/b.png", detail: null } }] },
    { role: "assistant", content: "a" },
    { role: "assistant", content: [text, refused] },
    { role: "assistant", content: null, refusal: "no" },
    { role: "assistant", audio: { id: "audio_1" } },
    { role: "assistant", tool_calls: [functionCall, customCall] },
    // Accepted by OpenAI and Groq, as recordings show.
    { role: "assistant", content: [], tool_calls: [functionCall] },
    { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
    { role: "assistant", content: null, tool_calls: null, function_call: null, audio: null, refusal: null, name: null },
    {
      role: "assistant",
      reasoning_content: "hm",
      thinking_blocks: [thinking, { type: "redacted_thinking", data: "d" }],
    },
    { role: "tool", content: "r", tool_call_id: "call_1" },
    { role: "tool", content: [text, image], tool_call_id: "call_1", name: "f" },
    { role: "function", content: "r", name: "f" },
    { role: "function", content: null, name: "f" },
  ])("may be %j", (message) => {
    expect(() => parse(message)).not.toThrow();
  });

  it.each([
    ["invalid_type", "", "hi"],
    ["invalid_type", "", null],
    ["missing_required_parameter", "role", { content: "hi" }],
    ["invalid_value", "role", { role: "robot", content: "hi" }],
    ["invalid_type", "role", { role: 5, content: "hi" }],
    ...["system", "developer", "user", "tool", "function"].map((role) => [
      "missing_required_parameter",
      "content",
      { role },
    ]),
    ...["system", "developer", "user", "tool"].flatMap((role) => [
      ["invalid_type", "content", { role, content: null, tool_call_id: "c" }],
      ["invalid_type", "content", { role, content: 5, tool_call_id: "c" }],
      ["empty_array", "content", { role, content: [], tool_call_id: "c" }],
      ["invalid_type", "content[0]", { role, content: ["hi"], tool_call_id: "c" }],
      ["missing_required_parameter", "content[0].type", { role, content: [{ text: "hi" }], tool_call_id: "c" }],
      ["invalid_value", "content[1].type", { role, content: [text, { type: "video" }], tool_call_id: "c" }],
      ["missing_required_parameter", "content[0].text", { role, content: [{ type: "text" }], tool_call_id: "c" }],
    ]),
    ["invalid_value", "content[0].type", { role: "system", content: [image] }],
    ["invalid_value", "content[0].type", { role: "assistant", content: [image] }],
    ["invalid_type", "content", { role: "assistant", content: 5 }],
    ["invalid_type", "name", { role: "user", content: "", name: 5 }],
    ["missing_required_parameter", "content[0].image_url", { role: "user", content: [{ type: "image_url" }] }],
    [
      "invalid_type",
      "content[0].image_url",
      { role: "user", content: [{ type: "image_url", image_url: "https://a" }] },
    ],
    [
      "missing_required_parameter",
      "content[0].image_url.url",
      { role: "user", content: [{ ...image, image_url: {} }] },
    ],
    [
      "invalid_value",
      "content[0].image_url.detail",
      { role: "user", content: [{ ...image, image_url: { url: "u", detail: "max" } }] },
    ],
    [
      "missing_required_parameter",
      "content[0].input_audio.data",
      { role: "user", content: [{ ...audio, input_audio: { format: "wav" } }] },
    ],
    ["missing_required_parameter", "content[0].file", { role: "user", content: [{ type: "file" }] }],
    ["invalid_type", "content[0].file.file_id", { role: "user", content: [{ type: "file", file: { file_id: 5 } }] }],
    [
      "invalid_value",
      "content[0].prompt_cache_breakpoint.mode",
      { role: "user", content: [{ ...text, prompt_cache_breakpoint: { mode: "x" } }] },
    ],
    ["missing_required_parameter", "tool_call_id", { role: "tool", content: "r" }],
    ["missing_required_parameter", "name", { role: "function", content: "r" }],
    ["missing_required_parameter", "audio.id", { role: "assistant", audio: {} }],
    [
      "missing_required_parameter",
      "tool_calls[1].id",
      { role: "assistant", tool_calls: [functionCall, { ...functionCall, id: undefined }] },
    ],
    [
      "invalid_type",
      "tool_calls[0].function.arguments",
      { role: "assistant", tool_calls: [{ ...functionCall, function: { name: "f", arguments: {} } }] },
    ],
    [
      "missing_required_parameter",
      "tool_calls[0].custom.input",
      { role: "assistant", tool_calls: [{ ...customCall, custom: { name: "c" } }] },
    ],
    ["missing_required_parameter", "function_call.arguments", { role: "assistant", function_call: { name: "f" } }],
    [
      "missing_required_parameter",
      "thinking_blocks[0].signature",
      { role: "assistant", thinking_blocks: [{ type: "thinking", thinking: "hm" }] },
    ],
  ] as [code: string, path: string, message: unknown][])("is refused with %s at %s: %j", (code, path, message) => {
    expect(() => parse(message)).toThrow(refusal(code, path));
  });
});
