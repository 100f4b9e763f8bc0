import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Answer } from "./answer.ts";
import { createIdempotency } from "./create-idempotency.ts";
import { createMemoryAnswerStore } from "./memory-answer-store.ts";

/** `IDEMPOTENCY_ROUNDS=500` tries more of them. */
const ROUNDS = Number(process.env.IDEMPOTENCY_ROUNDS ?? 12);
const REQUESTS = 40;
const EXPECTED = new Set(["caller left", "call aborted", "call failed"]);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A call that may fail, in one piece or streamed, and what is known of all of them. */
function createCalls(random: () => number) {
  const seen = { running: 0, most: 0, completed: 0 };

  async function work(signal: AbortSignal): Promise<Answer> {
    seen.running++;
    seen.most = Math.max(seen.most, seen.running);
    const fails = random() < 0.2;
    let isOver = false;
    const end = () => {
      if (!isOver) seen.running--;
      isOver = true;
    };
    const toil = async () => {
      for (let step = 0; step < 4; step++) {
        await sleep(random() * 3);
        if (signal.aborted) throw new Error("call aborted");
      }
      if (fails) throw new Error("call failed");
      seen.completed++;
    };
    if (random() < 0.5)
      return {
        status: 200,
        headers: {},
        body: await toil()
          .then(() => "answer")
          .finally(end),
      };
    let pieces = 0;
    const next = async (): Promise<IteratorResult<string>> => {
      pieces++;
      if (pieces === 1) return { done: false, value: "ans" };
      if (pieces > 2) return { done: true, value: undefined };
      await toil().finally(end);
      return { done: false, value: "wer" };
    };
    const close = async (): Promise<IteratorResult<string>> => {
      end();
      return { done: true, value: undefined };
    };
    return { status: 200, headers: {}, body: { [Symbol.asyncIterator]: () => ({ next, return: close }) } };
  }

  return { seen, work };
}

it.each(Array.from({ length: ROUNDS }, (_, seed) => seed))(
  "however requests come and go, one call is made: %d",
  async (seed) => {
    const random = createRandom(seed);
    const store = createMemoryAnswerStore();
    const instances = Array.from({ length: 3 }, () =>
      createIdempotency({ secret: "0123456789abcdef", store, pollMs: 1, maxAnswerBytes: seed % 4 === 0 ? 3 : 100 }),
    );
    const { seen, work } = createCalls(random);

    async function request(): Promise<void> {
      await sleep(random() * 15);
      const caller = new AbortController();
      if (random() < 0.4) setTimeout(() => caller.abort(new Error("caller left")), random() * 15);
      const stopsEarly = random() < 0.3;
      const instance = instances[Math.floor(random() * 3)] as (typeof instances)[0];
      const result = await instance.run({ key: "k", scope: "s", body: "b", signal: caller.signal }, work);
      if (result.role === "refused") return;
      let text = "";
      for await (const piece of result.answer.body) {
        text += piece;
        if (stopsEarly || caller.signal.aborted) return;
      }
      expect(text).toBe("answer");
    }

    const results = await Promise.allSettled(Array.from({ length: REQUESTS }, request));
    const odd = results.filter(
      (result) => result.status === "rejected" && !EXPECTED.has(String(result.reason.message)),
    );
    expect(odd).toEqual([]);
    // A call that was made to its end is not made again, and none runs beside another.
    while (seen.running > 0) await sleep(1);
    expect(seen.most).toBe(1);
    expect(seen.completed).toBeLessThanOrEqual(1);
  },
);
