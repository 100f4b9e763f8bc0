import { describe, expect, it } from "vitest";
import { toUpstreamError } from "./vendor-error.ts";
import type { VendorError } from "./wire-format.ts";

const map = (status: number, said: VendorError = {}, headers = {}) =>
  toUpstreamError("Acme", { status, headers, body: undefined }, said);

describe("a vendor's error", () => {
  it.each([
    [302, 502, "upstream_error", true],
    [400, 400, "invalid_request", false],
    [401, 502, "upstream_auth_error", false],
    [402, 502, "upstream_error", true],
    [403, 502, "upstream_auth_error", false],
    [404, 404, "model_not_found", false],
    [408, 504, "upstream_timeout", true],
    [409, 400, "invalid_request", false],
    [413, 413, "payload_too_large", false],
    [422, 400, "invalid_request", false],
    [429, 429, "rate_limit_exceeded", true],
    [498, 503, "upstream_error", true],
    [500, 502, "upstream_error", true],
    [502, 502, "upstream_error", true],
    [503, 503, "upstream_error", true],
    [504, 504, "upstream_timeout", true],
    [524, 504, "upstream_timeout", true],
    [529, 503, "upstream_error", true],
  ])("%d becomes %d %s", (status, ours, code, retryable) => {
    expect(map(status)).toMatchObject({ status: ours, code, retryable });
  });

  it.each([400, 404, 413, 422])("%d keeps the vendor's words, up to a length", (status) => {
    expect(map(status, { message: "No such thing." }).message).toBe("No such thing.");
    expect(map(status, { message: "x".repeat(1e6) }).message).toHaveLength(2_000);
  });

  it.each([401, 402, 403, 500, 503, 504])(
    "%d keeps the vendor's words to itself: they are about the gateway",
    (status) => {
      expect(map(status, { message: "Account org-123 is broken." }).message).not.toContain("org-123");
    },
  );

  it("goes by the status that the vendor meant", () => {
    expect(map(400, { status: 401 })).toMatchObject({ code: "upstream_auth_error" });
  });

  it.each([
    "This model's maximum context length is 8192 tokens.",
    "prompt is too long: 9 tokens > 8 maximum",
    "The input exceeds the context window of this model",
    "Please reduce: too many tokens",
  ])("is about the context's length when it says %j", (message) => {
    expect(map(400, { message })).toMatchObject({ code: "context_length_exceeded", status: 400, retryable: false });
  });

  it("keeps the vendor's code where ours says no more", () => {
    const said = { message: "No.", code: "tool_use_failed", param: "tools" };
    expect(map(400, said).toEnvelope()).toEqual({
      error: { message: "No.", type: "invalid_request_error", param: "tools", code: "tool_use_failed" },
    });
    expect(map(404, { ...said, code: "model_gone" }).toEnvelope().error.code).toBe("model_not_found");
  });

  it.each([429, 503, 529, 504, 500])("%d keeps the time to wait, from the headers before the body", (status) => {
    expect(map(status, {}, { "retry-after": "7" }).retryAfterMs).toBe(7_000);
    expect(map(status, { retryAfterMs: 48_900 }, { "retry-after": "7" }).retryAfterMs).toBe(7_000);
    expect(map(status, { retryAfterMs: 48_900 }).retryAfterMs).toBe(48_900);
  });
});
