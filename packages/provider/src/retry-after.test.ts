import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const DAY = 24 * 60 * 60 * 1000;

describe("the time a vendor asks to wait", () => {
  it.each<[Record<string, string | string[] | undefined>, number | undefined]>([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": " 7 " }, 7_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "0.0004" }, 1],
    [{ "retry-after": ["3", "4"] }, 3_000],
    [{ "retry-after": "999999999" }, DAY],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sunday, 22-Nov-26 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "2026-11-22T12:00:30Z" }, 30_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "Fri, 22 Nov 2999 12:00:00 GMT" }, DAY],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9_000],
    [{ "retry-after": "-1" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "in 5" }, undefined],
    [{ "retry-after": "1e3" }, undefined],
    [{ "retry-after": "NaN" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": [] }, undefined],
    [{ "retry-after": undefined }, undefined],
    [{}, undefined],
  ])("%j", (headers, milliseconds) => {
    expect(parseRetryAfter(headers, NOW)).toBe(milliseconds);
  });
});
