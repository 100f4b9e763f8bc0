/** Longest wait to believe, in milliseconds: a day. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * How long a vendor asks to wait, in milliseconds: from `retry-after-ms`, or `retry-after` in seconds or as an
 * HTTP date (RFC 9110 §10.2.3). `undefined` when it does not say, or not in a way that can be read.
 */
export function parseRetryAfter(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number = Date.now(),
): number | undefined {
  const milliseconds = numberOf(headers["retry-after-ms"]);
  if (milliseconds !== undefined) return clamp(milliseconds);
  const value = first(headers["retry-after"]);
  if (value === undefined) return undefined;
  const seconds = numberOf(value);
  if (seconds !== undefined) return clamp(seconds * 1000);
  // Date.parse takes nearly anything for a date, "-1" too; one that a server means has a time of day.
  const date = /\d\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : clamp(date - now);
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(0, Math.ceil(milliseconds)), MAX_WAIT_MS);
}

function numberOf(header: string | string[] | undefined): number | undefined {
  const value = first(header);
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
