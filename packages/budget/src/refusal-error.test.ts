import { describe, expect, it } from "vitest";
import type { Limit } from "./model/limit.ts";
import type { Refusal } from "./model/reservation.ts";
import { refusalError } from "./refusal-error.ts";
import { limitOf } from "./testing/budget-bench.ts";

function refusal(limit: Limit, retryAfterMs: number | null): Refusal {
  const scope = limit.scope;
  return { reason: "limit_exceeded", scope, limit, needed: 120, left: 20, resetsAt: null, retryAfterMs };
}

describe("refusalError", () => {
  it("is a 402 where the wallet cannot pay, in dollars", () => {
    const error = refusalError({
      reason: "insufficient_balance",
      scope: "wallet:acme",
      needed: 12_000_000_001,
      left: 0,
      resetsAt: null,
      retryAfterMs: null,
    });
    expect(error).toMatchObject({ status: 402, type: "insufficient_quota", code: "insufficient_balance" });
    expect(error.message).toContain("needs at least $12.000000001, $0.00 is left");
    expect(error.message).not.toContain("acme");
  });

  it.each([
    [limitOf("tokens", "minute", 100), 1_500, "rate_limit_exceeded", "100 tokens per minute"],
    [limitOf("requests", "concurrent", 100), 1_000, "rate_limit_exceeded", "100 requests at one time"],
    [limitOf("tokens", "minute", 100), null, "quota_exceeded", "Ask for less"],
    [limitOf("tokens", "request", 100), null, "quota_exceeded", "100 tokens per request"],
    [limitOf("usd", "month", 25_000_000_000), 86_400_000, "quota_exceeded", "$25.00 per month"],
    [limitOf("usd", "total", 1), null, "quota_exceeded", "$0.000000001 in total"],
  ])("is a 429 where a limit is reached: %o", (limit, retryAfterMs, code, text) => {
    const error = refusalError(refusal(limit, retryAfterMs));
    expect(error).toMatchObject({ status: 429, type: "rate_limit_error", code, retryAfterMs });
    expect(error.message).toContain(text);
    expect(error.message).not.toContain("key:k1");
  });
});
