import { describe, expect, it } from "vitest";
import type { Limit } from "./model/limit.ts";
import type { Standing } from "./model/reservation.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { limitOf, NOON } from "./testing/budget-bench.ts";

function standing(limit: Limit, left: number, resetsAt: number | null = null): Standing {
  return { limit, spent: limit.max - left, reserved: 0, left, resetsAt };
}

describe("rateLimitHeaders", () => {
  it("tells of the requests and tokens that are closest to their end", () => {
    const standings = [
      standing(limitOf("requests", "minute", 60), 59, NOON + 30_000),
      standing(limitOf("requests", "day", 1_000), 12, NOON + 41_400_000),
      standing(limitOf("requests", "concurrent", 5), 0),
      standing(limitOf("tokens", "minute", 9_000), 8_000, NOON + 1_500),
      standing(limitOf("usd", "month", 5), 1, NOON + 1),
    ];
    expect(rateLimitHeaders(standings, NOON)).toEqual({
      "x-ratelimit-limit-requests": "1000",
      "x-ratelimit-remaining-requests": "12",
      "x-ratelimit-reset-requests": "11h30m0s",
      "x-ratelimit-limit-tokens": "9000",
      "x-ratelimit-remaining-tokens": "8000",
      "x-ratelimit-reset-tokens": "1.5s",
    });
  });

  it("has nothing to tell without limits of requests or tokens, and no reset of what never resets", () => {
    expect(rateLimitHeaders([standing(limitOf("usd", "day", 5), 1)], NOON)).toEqual({});
    expect(rateLimitHeaders([standing(limitOf("tokens", "total", 5), 1)], NOON)).toEqual({
      "x-ratelimit-limit-tokens": "5",
      "x-ratelimit-remaining-tokens": "1",
    });
  });

  it.each([
    [null, "0ms"],
    [NOON - 5, "0ms"],
    [NOON + 12, "12ms"],
    [NOON + 1_000, "1s"],
    [NOON + 59_999, "59.999s"],
    [NOON + 60_000, "1m0s"],
    [NOON + 360_000, "6m0s"],
    [NOON + 7_380_000, "2h3m0s"],
  ])("writes a time as OpenAI does: %s", (resetsAt, text) => {
    const headers = rateLimitHeaders([standing(limitOf("requests", "day", 1), 0, resetsAt)], NOON);
    expect(headers["x-ratelimit-reset-requests"]).toBe(text);
  });
});
