import { counterKey, type Limit } from "../model/limit.ts";
import type { Standing } from "../model/reservation.ts";
import { type Window, windowAt } from "../model/window.ts";
import type { BucketRow, Tables } from "./tables.ts";

/** A limit's counter at one moment. */
export interface Counter {
  limit: Limit;
  key: string;
  window: Window;
  /** The buckets that count, in their order. */
  buckets: BucketRow[];
  spent: number;
  reserved: number;
}

/** Reads the counter of a limit. One per request counts nothing, and is always empty. */
export function readCounter(tables: Tables, limit: Limit): Counter {
  const key = counterKey(limit);
  const window = windowAt(limit, tables.now);
  const buckets = limit.per === "request" ? [] : tables.findBuckets(key, window.from);
  let spent = 0;
  let reserved = 0;
  for (const bucket of buckets) {
    spent += bucket.spent;
    reserved += bucket.reserved;
  }
  return { limit, key, window, buckets, spent, reserved };
}

/** What a counter's limit has left; below zero after an overrun. */
export function leftOf({ limit, spent, reserved }: Counter): number {
  return limit.max - spent - reserved;
}

/** When there will be room for this much if nothing else comes: ms since the epoch, or null where time does not tell. */
export function roomAt({ limit, window, buckets, spent, reserved }: Counter, needed: number): number | null {
  if (!Number.isFinite(window.lengthMs)) return null;
  let excess = spent + reserved + needed - limit.max;
  for (const bucket of buckets) {
    excess -= bucket.spent + bucket.reserved;
    if (excess <= 0) return bucket.start + window.lengthMs;
  }
  return null;
}

/** Where the counter's limit stands. */
export function standingOf(counter: Counter): Standing {
  const { limit, spent, reserved, window } = counter;
  const last = counter.buckets.findLast((bucket) => bucket.spent + bucket.reserved > 0);
  const resetsAt = last && Number.isFinite(window.lengthMs) ? last.start + window.lengthMs : null;
  return { limit, spent, reserved, left: Math.max(0, leftOf(counter)), resetsAt };
}

/** Where limits stand; those per request have no standing. */
export function readStandings(tables: Tables, limits: readonly Limit[]): Standing[] {
  return limits.filter(({ per }) => per !== "request").map((limit) => standingOf(readCounter(tables, limit)));
}

/** Holds an amount in the bucket of now. */
export function hold(tables: Tables, counter: Counter, amount: number): void {
  const { key, window } = counter;
  let bucket = counter.buckets.findLast(({ start }) => start === window.bucket);
  if (!bucket) {
    bucket = newBucket(key, counter.limit, window.bucket);
    counter.buckets.push(bucket);
  }
  bucket.reserved += amount;
  counter.reserved += amount;
  tables.saveBucket(bucket);
}

/** A bucket in which nothing has been counted. */
export function newBucket(counter: string, limit: Limit, start: number): BucketRow {
  return { counter, start, spent: 0, reserved: 0, forgetAt: windowAt(limit, start).forgetAt };
}
