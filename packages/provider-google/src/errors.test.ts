import { toUpstreamError } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { googleWireFormat } from "./google-wire-format.ts";

const map = (status: number, body: unknown) =>
  toUpstreamError("Google", { status, headers: {}, body }, googleWireFormat.error({ status, headers: {}, body }));
const error = (code: number, message: string, details: object[] = []) => ({
  error: { code, message, status: "S", details },
});
const info = (reason: string) => [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }];

describe("an error of Google", () => {
  it.each([
    [
      400,
      error(400, "API key not valid. Please pass a valid API key.", info("API_KEY_INVALID")),
      502,
      "upstream_auth_error",
      null,
    ],
    [
      401,
      [error(401, "Expected OAuth 2 access token.", info("ACCESS_TOKEN_EXPIRED"))],
      502,
      "upstream_auth_error",
      null,
    ],
    [403, error(403, "Permission denied on project."), 502, "upstream_auth_error", null],
    [404, error(404, "models/x is not found."), 404, "model_not_found", null],
    [400, error(400, "Please use a valid role."), 400, "invalid_request", null],
    [400, [error(400, "In a list.")], 400, "invalid_request", null],
    [400, error(400, "* GenerateContentRequest.generation_config.top_p: no\n"), 400, "invalid_request", "top_p"],
    [400, error(400, "* GenerateContentRequest.contents[0].parts: no\n"), 400, "invalid_request", "messages"],
    [
      400,
      error(400, "Bad.", [{ fieldViolations: [{ field: "generation_config.response_schema" }] }]),
      400,
      "invalid_request",
      "response_format",
    ],
    [
      400,
      error(400, "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)."),
      400,
      "context_length_exceeded",
      null,
    ],
    [429, error(429, "Quota exceeded."), 429, "rate_limit_exceeded", null],
    [500, error(500, "Internal error."), 502, "upstream_error", null],
    [503, error(503, "Overloaded."), 503, "upstream_error", null],
    [504, error(504, "Deadline."), 504, "upstream_timeout", null],
    [400, "<html>", 400, "invalid_request", null],
    [400, [], 400, "invalid_request", null],
  ])("%d %j", (status, body, expected, code, param) => {
    expect(map(status, body)).toMatchObject({ status: expected, code, param });
  });

  it.each([
    [error(429, "Slow.", [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "48s" }]), 48_000],
    [error(429, "Slow.", [{ retryDelay: "0.5s" }]), 500],
    [error(429, "You exceeded your quota. Please retry in 48.949s."), 48_949],
    [error(429, "Please retry in 1h2m3.5s."), 3_723_500],
    [error(429, "Please retry in 12ms."), 12],
    [error(429, "Please retry in a while."), undefined],
    [error(429, "Slow.", [{ retryDelay: 7 }, { retryDelay: "soon" }]), undefined],
  ])("says how long to wait: %j", (body, expected) => {
    expect(map(429, body).retryAfterMs).toBe(expected);
  });

  const model = (project: string) => `Model \`${project}/locations/us-central1/publishers/google/models/x\` not found.`;
  it.each([
    [404, model("projects/secret-project"), model("projects/…")],
    [
      400,
      "Permission on project secret-project (robot@secret-project.iam.gserviceaccount.com) for 'contents'.",
      "Permission on project … (…) for 'contents'.",
    ],
    [400, "123456-compute@developer.gserviceaccount.com in project number 123456.", "… in project number …."],
    [400, "Your project does not use x in project 'a1'.", "Your project does not use x in project '…'."],
  ])("with %d does not name the gateway's project and account: %s", (status, message, expected) => {
    expect(map(status, error(status, message)).message).toBe(expected);
  });
});
