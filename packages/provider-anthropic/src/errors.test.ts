import { toUpstreamError } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";

const map = (status: number, body: unknown, headers = {}) =>
  toUpstreamError("Anthropic", { status, headers, body }, anthropicWireFormat.error({ status, headers, body }));
const error = (type: string, message: string) => ({ type: "error", error: { type, message }, request_id: "req_1" });

describe("an error of Anthropic", () => {
  it.each([
    [400, error("invalid_request_error", "messages.0: too odd"), 400, "invalid_request", "messages"],
    [
      400,
      error("invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"),
      400,
      "context_length_exceeded",
      null,
    ],
    [400, error("invalid_request_error", "output_config.format.schema: no"), 400, "invalid_request", "response_format"],
    [400, error("invalid_request_error", "tools.0.custom.name: no"), 400, "invalid_request", "tools"],
    [401, error("authentication_error", "invalid x-api-key"), 502, "upstream_auth_error", null],
    [402, error("billing_error", "no credit"), 502, "upstream_error", null],
    [403, error("permission_error", "no"), 502, "upstream_auth_error", null],
    [404, error("not_found_error", "model: claude-x"), 404, "model_not_found", "model"],
    [413, undefined, 413, "payload_too_large", null],
    [429, error("rate_limit_error", "slow down"), 429, "rate_limit_exceeded", null],
    [500, error("api_error", "oops"), 502, "upstream_error", null],
    [504, error("timeout_error", "late"), 504, "upstream_timeout", null],
    [529, error("overloaded_error", "Overloaded"), 503, "upstream_error", null],
    [400, { unexpected: true }, 400, "invalid_request", null],
  ])("%d %j", (status, body, expected, code, param) => {
    expect(map(status, body)).toMatchObject({ status: expected, code, param });
  });

  it("keeps the time to wait", () => {
    expect(map(429, error("rate_limit_error", "x"), { "retry-after": "7" }).retryAfterMs).toBe(7000);
  });
});
