import { describe, expect, it } from "vitest";
import { classifyByStatus } from "./classify-by-status.ts";

describe("classifyByStatus", () => {
  it.each([408, 409, 425, 500, 502, 503, 504, 529, 599])("counts %i, and goes on elsewhere", (status) => {
    expect(classifyByStatus({ status })).toMatchObject({ retryable: true, counts: true, limited: false });
  });

  it.each([400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 451, 499])("never counts %i, and ends there", (status) => {
    expect(classifyByStatus({ status })).toMatchObject({ retryable: false, counts: false, limited: false });
  });

  it("takes 429 for an account's limit and not for a failure", () => {
    expect(classifyByStatus({ status: 429, retryAfterMs: 1500 })).toEqual({
      retryable: true,
      counts: false,
      limited: true,
      retryAfterMs: 1500,
    });
  });

  it.each([400, 429, 500, 503])("gives `retryable` the last word on %i", (status) => {
    expect(classifyByStatus({ status, retryable: false })).toMatchObject({ retryable: false, counts: false });
    expect(classifyByStatus({ status, retryable: true }).retryable).toBe(true);
  });

  it("does not count what is retryable although it is the request's own fault", () => {
    expect(classifyByStatus({ status: 400, retryable: true }).counts).toBe(false);
  });

  it.each([
    ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "EHOSTUNREACH", "EPROTO"],
    ...["UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
    ...["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ...["ERR_TLS_CERT_ALTNAME_INVALID", "ERR_SSL_WRONG_VERSION_NUMBER", "HPE_INVALID_CONSTANT"],
  ])("counts %s, also as a cause", (code) => {
    expect(classifyByStatus({ code })).toMatchObject({ retryable: true, counts: true });
    expect(classifyByStatus(new TypeError("fetch failed", { cause: { code } }))).toMatchObject({ counts: true });
  });

  it("counts a timeout", () => {
    expect(classifyByStatus(new DOMException("late", "TimeoutError"))).toMatchObject({ retryable: true, counts: true });
  });

  it.each([
    ...["ERR_INVALID_ARG_TYPE", "ERR_INVALID_URL", "UND_ERR_INVALID_ARG", "UND_ERR_ABORTED", "ENOENT", "EMFILE"],
    ...["", 7],
  ])("takes %j for a bug", (code) => {
    expect(classifyByStatus({ code })).toMatchObject({ retryable: false, counts: false });
  });

  it.each([undefined, null, "text", 5, new Error("x"), new TypeError("x is undefined"), { status: "503" }])(
    "does not count what it knows nothing of: %s",
    (error) => expect(classifyByStatus(error)).toMatchObject({ retryable: false, counts: false }),
  );

  it("takes no wait that is no number", () => {
    expect(classifyByStatus({ status: 503, retryAfterMs: "5" }).retryAfterMs).toBeUndefined();
  });
});
