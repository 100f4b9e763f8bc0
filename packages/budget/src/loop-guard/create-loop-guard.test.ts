import { describe, expect, it } from "vitest";
import type { CounterStore } from "./counter-store.ts";
import { createLoopGuard, type LoopContext, type LoopGuardOptions } from "./create-loop-guard.ts";
import type { GuardedRequest } from "./guarded-request.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";
import { growing, lastTurnOnly, times } from "./testing/transcript.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const KEY: LoopContext = { principal: "key_a" };
const [STUCK] = growing(
  "Find it, Alice.",
  times(6, () => ["search", { q: "secret plan" }, "none"]),
).slice(-1);
const [POINT] = lastTurnOnly(
  "Find it, Alice.",
  times(1, () => ["search", { q: "secret plan" }, "none"]),
);

function guardAt(options: Partial<LoopGuardOptions> = {}) {
  const clock = { now: 1_000_000 };
  const guard = createLoopGuard({ secret: SECRET, now: () => clock.now, ...options });
  /** Sends a request, and waits for its answer. */
  const send = async (request = POINT as GuardedRequest, context: LoopContext = KEY) => {
    const { finding, leave } = await guard.enter(request, context);
    leave();
    return finding;
  };
  const sendMany = async (count: number, context: (index: number) => LoopContext = () => KEY) => {
    let refused = 0;
    for (let index = 0; index < count; index++) if (await send(POINT, context(index))) refused++;
    return refused;
  };
  return { clock, guard, send, sendMany };
}

describe("a refusal", () => {
  it("names the tools and counts, and nothing of what was said", async () => {
    const finding = await guardAt().send(STUCK);
    expect(finding).toMatchObject({ code: "recursive_loop_detected", status: 429, retryAfterMs: 60_000 });
    expect(finding?.message).toContain("`search` gave the same result 6 times");
    expect(finding?.message).not.toMatch(/Alice|secret|plan|none/);
  });

  it("makes nothing of odd names", async () => {
    const name = `drop\ntable "${"x".repeat(500)}`;
    const [request] = growing(
      "x",
      times(6, () => [name, {}, "none"]),
    ).slice(-1);
    const finding = await guardAt().send(request);
    expect(finding?.message).toContain("`drop?table??xxx");
    expect(finding?.message.length).toBeLessThan(300);
  });
});

describe("what is counted", () => {
  it("is configurable", async () => {
    expect(await guardAt({ limit: 7 }).send(STUCK)).toBeUndefined();
    expect(await guardAt({ requestLimit: 3 }).sendMany(4)).toBe(1);
    for (const wrong of [
      { limit: 1 },
      { requestLimit: 0 },
      { windowMs: 0.5 },
      { coolDownMs: -1 },
      { secret: "short" },
    ]) {
      expect(() => guardAt(wrong)).toThrow(Object.keys(wrong)[0]);
    }
  });

  it("is refused for the cool-down, then counted anew", async () => {
    const { clock, sendMany } = guardAt({ windowMs: 10_000, coolDownMs: 30_000 });
    expect(await sendMany(12)).toBe(0);
    expect(await sendMany(3)).toBe(3);
    clock.now += 29_999;
    expect(await sendMany(1)).toBe(1);
    clock.now += 1;
    expect(await sendMany(12)).toBe(0);
  });

  it("is forgotten after the window", async () => {
    const { clock, sendMany } = guardAt({ windowMs: 10_000 });
    expect(await sendMany(12)).toBe(0);
    clock.now += 10_000;
    expect(await sendMany(12)).toBe(0);
  });

  it("cools down after a history that loops, also for requests that leave the history out", async () => {
    const { clock, send } = guardAt();
    expect(await send()).toBeUndefined();
    expect(await send(STUCK)).toBeDefined();
    expect(await send()).toMatchObject({ code: "recursive_loop_detected" });
    clock.now += 60_000;
    expect(await send()).toBeUndefined();
  });

  it("is not shared between principals or conversations", async () => {
    expect(await guardAt().sendMany(40, (index) => ({ principal: `key_${index % 4}` }))).toBe(0);
    expect(await guardAt().sendMany(40, (index) => ({ ...KEY, conversation: `c${index % 4}` }))).toBe(0);
  });

  it("is the same for all instances that share a store", async () => {
    const store = createMemoryCounterStore();
    const guards = [guardAt({ store }), guardAt({ store })] as const;
    let refused = 0;
    for (let index = 0; index < 14; index++) if (await guards[index % 2 ? 1 : 0].send()) refused++;
    expect(refused).toBe(2);
  });

  it.each<[string, (index: number) => LoopContext]>([
    ["an idempotency key", () => ({ ...KEY, idempotencyKey: "one" })],
    ["a request id", () => ({ ...KEY, requestId: "one" })],
    ["a retry count", (index) => ({ ...KEY, retryCount: index })],
  ])("is one request, however often it is retried with %s", async (_, context) => {
    expect(await guardAt().sendMany(50, context)).toBe(0);
  });

  it("is each request with a key or id of its own", async () => {
    expect(await guardAt().sendMany(15, (index) => ({ ...KEY, idempotencyKey: `${index}` }))).toBe(3);
    expect(await guardAt().sendMany(15, (index) => ({ ...KEY, requestId: `${index}`, retryCount: 0 }))).toBe(3);
  });

  it("is a history that loops, also in a retry", async () => {
    expect(await guardAt().send(STUCK, { ...KEY, retryCount: 1 })).toBeDefined();
  });

  it("is one of many that are in flight at the same time", async () => {
    const { guard } = guardAt();
    for (let round = 0; round < 12; round++) {
      const passes = await Promise.all(Array.from({ length: 50 }, () => guard.enter(POINT as GuardedRequest, KEY)));
      expect(passes.filter(({ finding }) => finding)).toEqual([]);
      for (const { leave } of passes) leave();
    }
    expect((await guard.enter(POINT as GuardedRequest, KEY)).finding).toBeDefined();
  });

  it("goes on being counted after instances died with requests in flight", async () => {
    const { clock, guard, sendMany } = guardAt({ windowMs: 10_000 });
    await guard.enter(POINT as GuardedRequest, KEY);
    await guard.enter(POINT as GuardedRequest, KEY);
    clock.now += 10_000;
    expect(await sendMany(13)).toBe(1);
  });
});

describe("the store", () => {
  function spied(): CounterStore & { keys: string[] } {
    const store = createMemoryCounterStore();
    const keys: string[] = [];
    return {
      keys,
      add: (key, ...rest) => {
        keys.push(key);
        return store.add(key, ...rest);
      },
      read: (asked) => {
        keys.push(...asked);
        return store.read(asked);
      },
    };
  }

  it("is not asked for requests of others than agents", async () => {
    const store = spied();
    const { send } = guardAt({ store });
    await send({ messages: [{ role: "user", content: "hi" }] });
    await send({
      messages: [
        { role: "user", content: "hi" },
        { role: "assistant", content: "Hello!" },
        { role: "user", content: "hi" },
      ],
    });
    await send({ messages: [], stop: ["\n", "END"] });
    expect(store.keys).toEqual([]);
  });

  it("learns names that say nothing", async () => {
    const store = spied();
    const { send } = guardAt({ store });
    await send(POINT, { ...KEY, idempotencyKey: "order-17", requestId: "r-1", conversation: "Alice" });
    await send(STUCK);
    expect(store.keys.length).toBeGreaterThan(4);
    for (const key of store.keys) expect(key).toMatch(/^[a-z]+:[\w-]{22}$/);
  });

  it("fails the request when it fails, but not the end of one", async () => {
    const down = { add: () => Promise.reject(new Error("down")), read: () => Promise.reject(new Error("down")) };
    await expect(guardAt({ store: down }).send()).rejects.toThrow("down");
    const store = createMemoryCounterStore();
    const { leave } = await createLoopGuard({
      secret: SECRET,
      store: { ...store, add: (key, amount, ttl) => (amount < 0 ? down.add() : store.add(key, amount, ttl)) },
    }).enter(POINT as GuardedRequest, KEY);
    leave();
  });
});

describe("input of any kind", () => {
  const odd = [undefined, null, 7, "x", [], {}, [null], [{ text: 7 }], [{ image_url: null }], [["x"]]];
  it.each(odd)("is passed over: %j", async (value) => {
    const messages = Array.from({ length: 8 }, () => [
      {
        role: "assistant",
        content: value,
        tool_calls: [value, { function: value }, { function: { name: value } }],
        function_call: value,
      },
      { role: "tool", content: value },
    ]).flat();
    await guardAt().send({ messages, stop: value });
    await guardAt().send({ messages, stop: [value] });
  });

  it("takes time in proportion to what is read, which is bounded", async () => {
    // Each of these takes minutes with matching that goes back and forth.
    const traps = [
      "a".repeat(2e5),
      "1".repeat(2e5),
      "a1".repeat(2e4),
      "0x".repeat(2e4),
      "\\".repeat(2e5),
      "Error: ".repeat(2e4),
      "attempt ".repeat(2e4),
      " ".repeat(2e5),
      "2026-11-22T".repeat(2e4),
      "request_id=".repeat(2e4),
    ];
    for (const trap of traps) {
      const turns = times(12, (i) => ["t", trap, `${i % 2 ? "Error: " : ""}${trap}`] as const);
      await guardAt({ limit: 100 }).send(growing(trap, turns, trap).at(-1));
      await guardAt({ limit: 100 }).send({
        stop: "Observation",
        messages: [{ role: "user", content: `\nAction:${trap}\nObservation:${trap}` }],
      });
    }
  }, 10_000);
});
