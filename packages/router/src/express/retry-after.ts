/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date
 * (RFC 9110, 10.2.3).
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get("retry-after-ms");
  if (isNumber(milliseconds)) return Number(milliseconds);
  const value = headers.get("retry-after");
  if (isNumber(value)) return Number(value) * 1000;
  // Nearly anything is a date to `Date.parse`; one that a server means has a time of day.
  if (value === null || !/\d\d:\d\d/.test(value)) return undefined;
  const waitMs = Date.parse(value) - now;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

function isNumber(value: string | null): value is string {
  return value !== null && /^\d+(?:\.\d+)?$/.test(value);
}
