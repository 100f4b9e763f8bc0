import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./chat-request.ts";
import { HubError } from "./hub-error.ts";

function errorOf(fields: Record<string, unknown>): HubError {
  try {
    parseChatRequest({ model: "m", messages: [{ role: "user", content: "hi" }], ...fields });
  } catch (error) {
    if (HubError.isInstance(error)) return error;
  }
  return expect.unreachable("the request was accepted");
}

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });

describe("the error of a bad request", () => {
  it.each([
    ["Missing required parameter: 'model'.", { model: undefined }],
    ["Missing required parameter: 'messages[0].content[1].type'.", user([{ type: "text", text: "" }, {}])],
    ["Invalid 'messages': expected a length of at least 1.", { messages: [] }],
    ["Invalid 'model': expected a length of at least 1.", { model: "" }],
    ["Invalid 'stop': expected a length of at most 4.", { stop: ["a", "b", "c", "d", "e"] }],
    ["Invalid 'stop': expected string or array.", { stop: 5 }],
    ["Invalid 'temperature': expected at most 2.", { temperature: 3 }],
    ["Invalid 'temperature': expected at least 0.", { temperature: -1 }],
    ["Invalid 'temperature': expected number.", { temperature: "warm" }],
    ["Invalid 'n': expected integer.", { n: 1.5 }],
    ["Invalid 'seed': expected integer.", { seed: 1.5 }],
    ["Invalid 'metadata': expected object.", { metadata: [] }],
    ['Invalid \'verbosity\': expected "low" or "medium" or "high".', { verbosity: "loud" }],
    ['Invalid \'tool_choice\': expected "none" or "auto" or "required".', { tool_choice: "sometimes" }],
    ['Invalid \'tool_choice\': expected "none" or "auto" or "required" or object.', { tool_choice: 5 }],
    ['Invalid \'tools[0].type\': expected "function" or "custom".', { tools: [{ type: "web" }] }],
    ["Invalid 'messages[0].content': expected string or array.", user({ type: "text", text: "hi" })],
  ])("reads %s", (message, fields) => {
    expect(errorOf(fields).message).toBe(message);
  });

  it("is about the first fault in the order of OpenAI's fields, not of the body", () => {
    expect(errorOf({ temperature: "x", model: 5 }).param).toBe("model");
  });

  it("names the branch of a union that got furthest", () => {
    const parts = [
      { type: "text", text: "" },
      { type: "image_url", image_url: { url: "u", detail: 5 } },
    ];
    expect(errorOf(user(parts))).toMatchObject({
      code: "invalid_type",
      param: "messages[0].content[1].image_url.detail",
    });
  });

  const secret = "sk-secret 4111";
  it.each([
    { model: [secret] },
    { model: secret.repeat(100) },
    { messages: secret },
    { messages: [secret] },
    { messages: [{ role: secret }] },
    user([secret]),
    user([{ type: secret }]),
    user({ [secret]: secret }),
    { stop: { [secret]: secret } },
    { tool_choice: secret },
    { tool_choice: { type: secret } },
    { tools: [{ type: secret }] },
    { response_format: { type: secret } },
    { reasoning_effort: secret },
    { temperature: secret },
    { safety_identifier: secret.repeat(10) },
    { metadata: { key: [secret] } },
    { metadata: { [secret]: 5 } },
    { metadata: { key: secret.repeat(100) } },
    { metadata: { [secret.repeat(10)]: "value" } },
    { logit_bias: { [secret]: "1" } },
  ])("never repeats what the caller wrote: %j", (fields) => {
    const error = errorOf(fields);
    expect(JSON.stringify([error.message, error.param, error.cause])).not.toContain("secret");
  });

  it("is of bounded length, whatever the body", () => {
    const key = "k".repeat(100_000);
    expect(errorOf({ metadata: { [key]: "v" } })).toMatchObject({ code: "invalid_value", param: "metadata" });
    expect(errorOf({ metadata: { [key]: "v" } }).message.length).toBeLessThan(200);
  });
});
