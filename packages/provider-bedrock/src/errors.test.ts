import { toUpstreamError } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { frame, replay, wire } from "./test-support.ts";

const errorOf = (status: number, message: string, type?: string) => {
  const headers = type ? { "x-amzn-errortype": `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` } : {};
  const failure = { status, headers, body: { message } };
  return toUpstreamError("Bedrock", failure, wire.error(failure));
};

describe("an error response", () => {
  it.each([
    ["ValidationException", 400, "Bad.", 400, "invalid_request"],
    ["AccessDeniedException", 403, "You don't have access to the model.", 502, "upstream_auth_error"],
    [
      "UnrecognizedClientException",
      403,
      "The security token included in the request is invalid.",
      502,
      "upstream_auth_error",
    ],
    ["ExpiredTokenException", 400, "The security token included in the request is expired", 502, "upstream_auth_error"],
    [
      "InvalidSignatureException",
      403,
      "Signature expired: 20261122T120000Z is now earlier",
      502,
      "upstream_auth_error",
    ],
    ["ResourceNotFoundException", 404, "This model version has reached the end of its life.", 404, "model_not_found"],
    ["ThrottlingException", 429, "Too many tokens, please wait before trying again.", 429, "rate_limit_exceeded"],
    ["ServiceQuotaExceededException", 400, "Your request exceeds the quota.", 429, "rate_limit_exceeded"],
    ["ModelNotReadyException", 429, "The model is not ready.", 503, "upstream_error"],
    ["ModelTimeoutException", 408, "The model took too long.", 504, "upstream_timeout"],
    ["ModelErrorException", 424, "The model failed.", 502, "upstream_error"],
    ["InternalServerException", 500, "Oh.", 502, "upstream_error"],
    ["ServiceUnavailableException", 503, "Later.", 503, "upstream_error"],
  ])("%s with %i is %s for the caller", (type, status, message, ours, code) => {
    expect(errorOf(status, message, type)).toMatchObject({ status: ours, code });
  });

  it("says which model needs an inference profile", () => {
    const message =
      "Invocation of model ID amazon.nova-pro-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.";
    expect(errorOf(400, message, "ValidationException")).toMatchObject({ status: 400, message, param: "model" });
  });

  it.each([
    [
      "User: arn:aws:sts::123456789012:assumed-role/hub-prod/i-0abc is not allowed here.",
      "User: [hidden] is not allowed here.",
    ],
    ["No access to arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us.x.", "No access to [hidden]"],
    ["The role/hub-prod of account 123456789012 is gone", "The [hidden] of account [hidden] is gone"],
    ["arn:aws:bedrock:us-east-1::foundation-model/x: 210000000000 tokens", undefined],
  ])("does not name the gateway's account: %s", (message, shown = message) => {
    for (const type of ["ValidationException", "ResourceNotFoundException"]) {
      expect(errorOf(400, message, type).message).toBe(shown);
    }
    const data = JSON.stringify({ message });
    expect(() => replay([frame({ event: "validationException", data })])).toThrow(
      expect.objectContaining({ message: shown }),
    );
  });

  it("is 404 for a model that Bedrock does not know", () => {
    const error = errorOf(400, "The provided model identifier is invalid.", "ValidationException");
    expect(error).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
  });

  it.each([
    "Input is too long for requested model.",
    "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.",
    "The model returned the following errors: prompt is too long: 208310 tokens > 200000 maximum",
    "The model returned the following errors: input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000",
  ])("names the code of a conversation that is too long: %s", (message) => {
    const error = errorOf(400, message, "ValidationException");
    expect(error.toEnvelope().error).toMatchObject({ code: "context_length_exceeded", message, param: "messages" });
    expect(error.status).toBe(400);
  });

  it("is read by its status where nothing else says what it is", () => {
    expect(errorOf(429, "Slow down.")).toMatchObject({ status: 429 });
    expect(errorOf(424, "The model failed.")).toMatchObject({ status: 502, code: "upstream_error" });
    const failure = { status: 400, headers: {}, body: { __type: "com.amazon.coral.service#ThrottlingException" } };
    expect(wire.error(failure)).toMatchObject({ status: 429 });
  });
});

describe("an exception within a stream", () => {
  it.each([
    ["throttlingException", 429, "rate_limit_exceeded", true],
    ["modelStreamErrorException", 502, "upstream_error", true],
    ["serviceUnavailableException", 503, "upstream_error", true],
    ["internalServerException", 502, "upstream_error", true],
    ["modelTimeoutException", 504, "upstream_timeout", true],
    ["validationException", 400, "invalid_request", false],
    ["accessDeniedException", 502, "upstream_auth_error", false],
    ["somethingNewException", 502, "upstream_error", true],
  ])("%s is the error that it would have been without: %i", (event, status, code, retryable) => {
    for (const data of ['{"message":"Why."}', "{}", "", "broken"]) {
      const read = () => replay([frame({ event: "messageStart", data: "{}" }), frame({ event, data })]);
      expect(read).toThrow(expect.objectContaining({ status, code, retryable }));
    }
  });

  it.each([
    ["InternalFailure", 502],
    ["ThrottlingException", 429],
  ])("is read from headers too: %s", (code, status) => {
    const reducer = wire.chunks({ model: "m", messages: [] });
    const push = () => reducer.push({ event: "error", data: JSON.stringify({ code, message: "Oh." }) });
    expect(push).toThrow(expect.objectContaining({ status }));
  });
});
