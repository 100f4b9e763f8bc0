import { describe, expect, it } from "vitest";
import { toUpstreamError } from "../vendor-error.ts";
import { readError } from "./error.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const read = (body: unknown) => readError({ body }, acme);

describe("an error body", () => {
  it.each([
    [{ error: { message: "m", type: "t", param: "p", code: "c" } }, { message: "m", code: "c", param: "p" }],
    [
      { error: "m", code: "invalid-argument" },
      { message: "m", code: "invalid-argument" },
    ],
    [
      { error: "m", code: "Client specified an invalid argument" },
      { message: "m", code: undefined },
    ],
    [
      { object: "error", message: "m", type: "invalid_model", param: null, code: "1500" },
      { message: "m", code: "invalid_model" },
    ],
    [{ detail: "Invalid API Key" }, { message: "Invalid API Key" }],
    [{ detail: { error: "m" } }, { message: "m" }],
    [{ detail: { error: { message: "m", code: "c" } } }, { message: "m", code: "c" }],
    [
      {
        detail: [
          { type: "extra_forbidden", loc: ["body", "messages", 2, "name"], msg: "Extra inputs", input: "secret" },
        ],
      },
      { message: "messages[2].name: Extra inputs", param: "messages[2].name" },
    ],
    [{ detail: [{ loc: ["body"], msg: "m" }] }, { message: "m" }],
    [{ detail: [7] }, {}],
    [{ detail: [{ loc: 7, msg: 7 }] }, {}],
    [{ error: { message: 7, code: {} } }, {}],
    ["text", {}],
    [null, {}],
    [undefined, {}],
  ])("%j is read", (body, expected) => {
    expect(read(body)).toEqual(expect.objectContaining(expected));
    if (Object.keys(expected).length === 0) expect(read(body).message).toBeUndefined();
  });

  it.each([
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 80125 `inputs` tokens",
    "Please reduce the length of the messages or completion.",
    "Prompt contains 300000 tokens, too large for model with 131072 maximum context length",
  ])("that says the request is too long says so in OpenAI's code: %s", (message) => {
    const failure = { status: 400, headers: {}, body: { error: { message, type: "invalid_request_error" } } };
    const { error } = toUpstreamError("Acme", failure, readError(failure, acme)).toEnvelope();
    expect(error).toMatchObject({ code: "context_length_exceeded", message });
  });

  it("of an empty account is not a rate limit", () => {
    expect(read({ error: { code: "insufficient_quota", message: "m" } }).status).toBe(402);
  });

  it("can be read further by the vendor, which sees the status too", () => {
    const error: OpenAICompatibleSpec["error"] = (said, { status }) => ({ ...said, code: String(status) });
    expect(readError({ status: 418, body: { error: "m" } } as never, { ...acme, error })).toMatchObject({
      message: "m",
      code: "418",
    });
  });
});
