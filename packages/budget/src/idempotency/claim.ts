import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type AnswerRecord, parseRecord } from "./answer-record.ts";
import type { AnswerStore } from "./answer-store.ts";

/** A place in the store that nobody else writes to, held for as long as this process lives. */
export interface Claim {
  /** Gives the place up for a record that stays. */
  replace(record: AnswerRecord, ttlMs: number): Promise<void>;
  /** Gives the place up. */
  drop(): Promise<void>;
}

/** How places are held. */
export interface ClaimOptions {
  store: AnswerStore;
  /** How long a place is held without a sign of life, in milliseconds. */
  leaseMs: number;
  /** How often a place that another process holds is looked at, in milliseconds. */
  pollMs: number;
  /** Hears of renewals that failed. */
  onStoreError(error: unknown): void;
}

/**
 * Claims a place, waiting for another process that holds it to give it up or to die.
 *
 * @returns the claim, or the record that stands in its place
 * @throws what the store throws; the signal's reason
 */
export async function claim(
  key: string,
  body: string,
  { store, leaseMs, pollMs, onStoreError }: ClaimOptions,
  signal: AbortSignal | undefined,
): Promise<Claim | AnswerRecord> {
  const pending = JSON.stringify({ state: "pending", body, by: randomUUID() } satisfies AnswerRecord);
  for (;;) {
    if (store.add && (await store.add(key, pending, leaseMs))) break;
    const text = await store.get(key);
    const record = parseRecord(text);
    if (record && (record.state !== "pending" || record.body !== body)) return record;
    if (!record && (!store.add || text !== undefined)) {
      // Without `add` this is the best that can be done; what cannot be read is written over.
      await store.set(key, pending, leaseMs);
      break;
    }
    await sleep(pollMs, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
  return hold(key, pending, { store, leaseMs, pollMs, onStoreError });
}

function hold(key: string, pending: string, { store, leaseMs, onStoreError }: ClaimOptions): Claim {
  let renewal: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renew().catch(onStoreError);
  }, leaseMs / 3);
  timer.unref();

  /** Whoever was thought dead, and wakes up, must not take the place from those who have it now. */
  async function isMine(): Promise<boolean> {
    return (await store.get(key)) === pending;
  }

  async function renew(): Promise<void> {
    if (await isMine()) await store.set(key, pending, leaseMs);
  }

  /** A renewal that is under way must not overwrite what comes after it. */
  async function stop(): Promise<void> {
    clearInterval(timer);
    await renewal;
  }

  return {
    async replace(record, ttlMs) {
      await stop();
      await store.set(key, JSON.stringify(record), ttlMs);
    },
    async drop() {
      await stop();
      if (await isMine()) await store.delete(key);
    },
  };
}
