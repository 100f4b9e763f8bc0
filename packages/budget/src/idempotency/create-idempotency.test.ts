import { describe, expect, it } from "vitest";
import type { AnswerStore } from "./answer-store.ts";
import { createIdempotency } from "./create-idempotency.ts";
import { createMemoryAnswerStore } from "./memory-answer-store.ts";
import { heldWork, JSON_HEADERS, json, never, outcome, REQUEST, SECRET, shared, turns } from "./testing/requests.ts";

describe("requests with one key", () => {
  it("make one call, however many come at the same time", async () => {
    const idempotency = createIdempotency();
    const held = heldWork();
    const all = Array.from({ length: 10 }, () => idempotency.run(REQUEST, held.work));
    await held.started;
    held.release();
    const results = await Promise.all((await Promise.all(all)).map(outcome));
    expect(held.calls()).toBe(1);
    expect(results.map(({ role }) => role)).toEqual(["leader", ...Array<string>(9).fill("follower")]);
    expect(new Set(results.map((result) => JSON.stringify({ ...result, role: "" }))).size).toBe(1);
  });

  it("make one call from several processes", async () => {
    const { instance } = shared();
    const held = heldWork();
    const all = Array.from({ length: 6 }, (_, index) =>
      instance().run({ ...REQUEST, key: `k-${index % 2}` }, held.work),
    );
    await held.started;
    await turns();
    held.release();
    const results = await Promise.all(all);
    expect(held.calls()).toBe(2);
    expect(results.map(({ role }) => role).toSorted()).toEqual([
      ...Array(2).fill("leader"),
      ...Array(4).fill("replay"),
    ]);
  });

  it("are answered from the store for the time that is configured", async () => {
    const { clock, instance } = shared({ ttlMs: 1_000 });
    await instance().run(REQUEST, async () => json("first"));
    clock.now += 999;
    expect(await outcome(await instance().run(REQUEST, never))).toEqual({
      role: "replay",
      status: 200,
      headers: JSON_HEADERS,
      body: "first",
    });
    clock.now += 1;
    expect(await outcome(await instance().run(REQUEST, async () => json("second")))).toMatchObject({
      role: "leader",
      body: "second",
    });
  });

  it("are refused when their bodies differ: afterwards, meanwhile, and from another process", async () => {
    const { instance } = shared();
    const one = instance();
    const reused = { role: "refused", code: "idempotency_key_reused", status: 422 };
    const held = heldWork();
    const first = one.run(REQUEST, held.work);
    await held.started;
    const other = { ...REQUEST, body: '{"model":"n"}' };
    expect(await outcome(await one.run(other, never))).toMatchObject(reused);
    expect(await outcome(await instance().run(other, never))).toMatchObject(reused);
    held.release();
    await first;
    expect(await outcome(await instance().run(other, never))).toMatchObject(reused);
  });

  it("are one request with bytes and with text", async () => {
    const idempotency = createIdempotency();
    await idempotency.run(REQUEST, async () => json("first"));
    const bytes = { ...REQUEST, body: new TextEncoder().encode(REQUEST.body) };
    expect((await idempotency.run(bytes, never)).role).toBe("replay");
  });

  it("are others in another scope", async () => {
    const { instance } = shared();
    await instance().run(REQUEST, async () => json("a's"));
    const result = await instance().run({ ...REQUEST, scope: "key_b" }, async () => json("b's"));
    expect(await outcome(result)).toMatchObject({ role: "leader", body: "b's" });
  });

  it.each(["", "with space", "ümlaut", "x".repeat(256), "line\nbreak"])(
    "are refused where it is no key: %j",
    async (key) => {
      const result = await createIdempotency().run({ ...REQUEST, key }, never);
      expect(result).toMatchObject({ role: "refused", refusal: { code: "invalid_idempotency_key", status: 400 } });
    },
  );
});

describe("an answer", () => {
  it.each([200, 400, 404, 413, 422])("with status %d is given again", async (status) => {
    const idempotency = createIdempotency();
    await idempotency.run(REQUEST, async () => json("first", status));
    expect(await outcome(await idempotency.run(REQUEST, never))).toMatchObject({ role: "replay", status });
  });

  it.each([401, 402, 403, 408, 409, 425, 429, 500, 503])(
    "with status %d goes to those who wait, and later requests try again",
    async (status) => {
      const idempotency = createIdempotency();
      const held = heldWork(json("not now", status));
      const both = [idempotency.run(REQUEST, held.work), idempotency.run(REQUEST, never)];
      await held.started;
      held.release();
      const [, follower] = await Promise.all(both);
      expect(await outcome(follower as Awaited<(typeof both)[0]>)).toMatchObject({ role: "follower", status });
      expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
    },
  );

  it("that fails fails for those who wait, and later requests try again", async () => {
    const idempotency = createIdempotency();
    const held = heldWork();
    const both = Promise.allSettled([idempotency.run(REQUEST, held.work), idempotency.run(REQUEST, never)]);
    await held.started;
    held.fail(new Error("vendor is down"));
    for (const result of await both) {
      expect(result).toMatchObject({ status: "rejected", reason: { message: "vendor is down" } });
    }
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it("that is too large is given once, and not made again", async () => {
    const idempotency = createIdempotency({ maxAnswerBytes: 4 });
    expect(await outcome(await idempotency.run(REQUEST, async () => json("four")))).toMatchObject({ body: "four" });
    expect((await idempotency.run(REQUEST, never)).role).toBe("replay");
    const large = { ...REQUEST, key: "k-2" };
    expect(await outcome(await idempotency.run(large, async () => json("fivé")))).toMatchObject({ body: "fivé" });
    expect(await outcome(await idempotency.run(large, never))).toMatchObject({
      role: "refused",
      code: "idempotency_answer_not_kept",
      status: 410,
    });
  });

  it("reads as nothing but a sealed one in the store, and opens with the secret only", async () => {
    const { store, instance } = shared();
    const values = new Map<string, string>();
    const spied: AnswerStore = {
      ...store,
      set: (key, value, ttlMs) => {
        values.set(key, value);
        return store.set(key, value, ttlMs);
      },
    };
    await instance({ store: spied }).run(REQUEST, async () => json("what the model wrote"));
    const [[key = "", value = ""] = []] = values;
    for (const secret of [REQUEST.key, REQUEST.scope, "what the model wrote", "model", SECRET]) {
      for (const text of [key, value, Buffer.from(JSON.parse(value).sealed, "base64").toString()]) {
        expect(text).not.toContain(secret);
      }
    }

    // What was changed, or sealed for another key, is no answer.
    const sealed = JSON.parse(value) as { sealed: string };
    await store.set(key, JSON.stringify({ ...sealed, sealed: `AAAA${sealed.sealed.slice(4)}` }), 1_000);
    expect((await instance().run(REQUEST, async () => json("made again"))).role).toBe("leader");
    await store.set(key, "what is this?", 1_000);
    expect((await instance().run(REQUEST, async () => json("made again"))).role).toBe("leader");
  });
});

describe("a caller who leaves", () => {
  it("ends the call where nobody else wants it, and the next request makes its own", async () => {
    const idempotency = createIdempotency();
    const caller = new AbortController();
    const held = heldWork();
    const first = idempotency.run({ ...REQUEST, signal: caller.signal }, held.work);
    const signal = await held.started;
    caller.abort();
    await expect(first).rejects.toThrow("aborted");
    expect(signal.aborted).toBe(true);
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it("does not end it for others who wait", async () => {
    const idempotency = createIdempotency();
    const caller = new AbortController();
    const held = heldWork();
    const first = idempotency.run({ ...REQUEST, signal: caller.signal }, held.work);
    const signal = await held.started;
    const second = idempotency.run(REQUEST, never);
    await turns();
    caller.abort();
    expect(signal.aborted).toBe(false);
    held.release();
    expect(await outcome(await second)).toMatchObject({ role: "follower", body: "held" });
    await first;
  });

  it("ends it as the last of several", async () => {
    const idempotency = createIdempotency();
    const callers = [new AbortController(), new AbortController()] as const;
    const held = heldWork();
    const first = idempotency.run({ ...REQUEST, signal: callers[0].signal }, held.work);
    const signal = await held.started;
    const second = idempotency.run({ ...REQUEST, signal: callers[1].signal }, never);
    const both = Promise.allSettled([first, second]);
    await turns();
    callers[0].abort();
    expect(signal.aborted).toBe(false);
    callers[1].abort(new Error("second is gone"));
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(signal.aborted).toBe(true);
    expect((await idempotency.run(REQUEST, async () => json("again"))).role).toBe("leader");
  });

  it("leaves the call to somebody who came while it was being ended", async () => {
    const idempotency = createIdempotency();
    const caller = new AbortController();
    const held = heldWork();
    const first = idempotency.run({ ...REQUEST, signal: caller.signal }, held.work);
    await held.started;
    caller.abort();
    const second = idempotency.run(REQUEST, async () => json("mine"));
    await expect(first).rejects.toThrow("aborted");
    expect(await outcome(await second)).toMatchObject({ role: "leader", body: "mine" });
  });

  it("who is gone already makes no call", async () => {
    const idempotency = createIdempotency();
    await expect(idempotency.run({ ...REQUEST, signal: AbortSignal.abort(new Error("gone")) }, never)).rejects.toThrow(
      "gone",
    );
  });

  it("and was to make the call hands it over to one who waits, with `begin`", async () => {
    const idempotency = createIdempotency();
    const leader = await idempotency.begin(REQUEST);
    const waiting = [idempotency.begin(REQUEST), idempotency.begin(REQUEST)];
    await turns();
    if (leader.role !== "leader") throw new Error("expected to lead");
    await leader.abandon();
    const next = await Promise.race(waiting);
    if (next.role !== "leader") throw new Error("expected to lead");
    await next.complete({ status: 200, headers: {}, body: "theirs" });
    expect((await Promise.all(waiting)).map(({ role }) => role).toSorted()).toEqual(["follower", "leader"]);
  });
});

describe("a process that dies", () => {
  it("keeps others waiting for its lease only", async () => {
    const { clock, store, instance } = shared({ leaseMs: 60_000 });
    // Nothing of what it does arrives any more.
    let isDead = false;
    const dying = instance({
      store: { ...store, set: async (...entry) => void (isDead || (await store.set(...entry))) },
    });
    const held = heldWork();
    void dying.run(REQUEST, held.work);
    await held.started;
    isDead = true;

    let isSettled = false;
    const next = instance().run(REQUEST, async () => json("taken over"));
    void next.then(() => {
      isSettled = true;
    });
    clock.now += 59_999;
    await turns();
    expect(isSettled).toBe(false);
    clock.now += 1;
    expect(await outcome(await next)).toMatchObject({ role: "leader", body: "taken over" });
  });

  it("and wakes up takes nothing from the one that took over", async () => {
    const { clock, store, instance } = shared({ leaseMs: 60_000 });
    const stalled = heldWork();
    const first = instance().run(REQUEST, stalled.work);
    await stalled.started;
    clock.now += 60_000;
    const next = heldWork(json("taken over"));
    const second = instance().run(REQUEST, next.work);
    await next.started;
    stalled.fail(new Error("woke up late"));
    await expect(first).rejects.toThrow("woke up late");
    const third = instance({ store }).run(REQUEST, never);
    await turns();
    next.release();
    expect((await second).role).toBe("leader");
    expect(await outcome(await third)).toMatchObject({ role: "replay", body: "taken over" });
  });

  it("is not taken for dead while it works", async () => {
    const { clock, instance } = shared({ leaseMs: 100 });
    const held = heldWork();
    const first = instance().run(REQUEST, held.work);
    await held.started;
    const second = instance().run(REQUEST, never);
    for (let step = 0; step < 6; step++) {
      clock.now += 50;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    held.release();
    await first;
    expect(await outcome(await second)).toMatchObject({ role: "replay", body: "held" });
  });
});

describe("a store", () => {
  it("that fails before the call fails the request, and those who wait", async () => {
    const store = { ...createMemoryAnswerStore(), add: () => Promise.reject(new Error("store is down")) };
    const idempotency = createIdempotency({ secret: SECRET, store });
    for (const result of await Promise.allSettled([idempotency.run(REQUEST, never), idempotency.run(REQUEST, never)])) {
      expect(result).toMatchObject({ status: "rejected", reason: { message: "store is down" } });
    }
  });

  it("that fails after the call costs the replay only", async () => {
    const errors: unknown[] = [];
    const store = { ...createMemoryAnswerStore(), set: () => Promise.reject(new Error("store is down")) };
    const idempotency = createIdempotency({ secret: SECRET, store, onStoreError: (error) => errors.push(error) });
    expect(await outcome(await idempotency.run(REQUEST, async () => json("made")))).toMatchObject({ body: "made" });
    expect(errors).toMatchObject([{ message: "store is down" }]);
  });

  it("that cannot add still makes one call of those that reach one process", async () => {
    const { add: _, ...store } = createMemoryAnswerStore();
    const idempotency = createIdempotency({ secret: SECRET, store });
    const held = heldWork();
    const both = [idempotency.run(REQUEST, held.work), idempotency.run(REQUEST, held.work)];
    await held.started;
    held.release();
    await Promise.all(both);
    expect(held.calls()).toBe(1);
    expect((await createIdempotency({ secret: SECRET, store }).run(REQUEST, never)).role).toBe("replay");
  });

  it("needs a secret", () => {
    expect(() => createIdempotency({ store: createMemoryAnswerStore() })).toThrow("secret");
    expect(() => createIdempotency({ secret: "short" })).toThrow("secret");
  });
});
