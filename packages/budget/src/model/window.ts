import type { Limit, LimitPeriod } from "./limit.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a bucket is kept after it last counted, so that clocks which differ a little agree on it. */
const GRACE_MS = MINUTE;

/** Rolling windows are counted in buckets: how long the window is, and how long one bucket of it. */
export const ROLLING: { readonly [period in LimitPeriod]?: { windowMs: number; bucketMs: number } } = {
  minute: { windowMs: MINUTE, bucketMs: SECOND },
  hour: { windowMs: HOUR, bucketMs: MINUTE },
  day: { windowMs: DAY, bucketMs: 30 * MINUTE },
  month: { windowMs: 30 * DAY, bucketMs: 12 * HOUR },
};

const CALENDAR_MS: { readonly [period in LimitPeriod]?: number } = { minute: MINUTE, hour: HOUR, day: DAY };

/** The buckets of a limit's counter that count at one moment. A bucket's name is the time it begins. */
export interface Window {
  /** The bucket that takes what is reserved now. */
  bucket: number;
  /** The oldest bucket that still counts. */
  from: number;
  /** For how long a bucket counts, from its beginning, in ms; Infinity: for ever. */
  lengthMs: number;
  /** When the bucket of now may be forgotten; Infinity: never. */
  forgetAt: number;
}

const ENDLESS: Window = { bucket: 0, from: 0, lengthMs: Number.POSITIVE_INFINITY, forgetAt: Number.POSITIVE_INFINITY };

/** The window of a limit at a time in ms since the epoch. */
export function windowAt({ per, rolling = false }: Pick<Limit, "per" | "rolling">, now: number): Window {
  if (per === "total" || per === "concurrent" || per === "request") return ENDLESS;
  const buckets = rolling ? ROLLING[per] : undefined;
  if (buckets) {
    const { windowMs, bucketMs } = buckets;
    const bucket = now - (now % bucketMs);
    const from = now - windowMs - ((now - windowMs) % bucketMs);
    const lengthMs = bucketMs + windowMs;
    return { bucket, from, lengthMs, forgetAt: bucket + lengthMs + GRACE_MS };
  }
  const bucket = per === "month" ? startOfMonth(now, 0) : now - (now % (CALENDAR_MS[per] as number));
  const end = per === "month" ? startOfMonth(now, 1) : bucket + (CALENDAR_MS[per] as number);
  return { bucket, from: bucket, lengthMs: end - bucket, forgetAt: end + GRACE_MS };
}

function startOfMonth(now: number, later: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}
