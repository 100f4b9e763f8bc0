import { describe, expect, it, vi } from "vitest";
import { BudgetError, BudgetStoreError } from "../budget-error.ts";
import { createGroupCommit } from "./group-commit.ts";

/** Transactions over a list: what a transaction adds is there once it is committed. */
function createList() {
  const state = { committed: [] as string[], transactions: 0, isBusy: false, failure: undefined as Error | undefined };
  const groups = createGroupCommit<string[]>(
    {
      begin: () => (state.isBusy ? undefined : [...state.committed]),
      commit(context) {
        if (state.failure) throw state.failure;
        state.committed = context;
        state.transactions += 1;
      },
      rollback: () => {},
    },
    { busyTimeoutMs: 1_000 },
  );
  const add = (text: string): Promise<number> => groups.run((context) => context.push(text));
  return Object.assign(state, { groups, add });
}

describe("group commit", () => {
  it("commits together what arrives together, in its order", async () => {
    const list = createList();
    expect(await Promise.all(["a", "b", "c"].map(list.add))).toEqual([1, 2, 3]);
    expect(list).toMatchObject({ committed: ["a", "b", "c"], transactions: 1 });
    await list.add("d");
    expect(list).toMatchObject({ committed: ["a", "b", "c", "d"], transactions: 2 });
  });

  it("takes so many at a time that nothing else waits for long", async () => {
    const list = createList();
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index));
    await Promise.all(texts.map(list.add));
    expect(list.committed).toEqual(texts);
    expect(list.transactions).toBe(Math.ceil(1_000 / 128));
  });

  it("lets an operation refuse without the others", async () => {
    const list = createList();
    const refusal = new BudgetError("unknown_reservation", "no");
    const refusing = list.groups.run(() => {
      throw refusal;
    });
    const outcomes = await Promise.allSettled([list.add("a"), refusing, list.add("b")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(refusing).rejects.toBe(refusal);
    expect(list).toMatchObject({ committed: ["a", "b"], transactions: 1 });
  });

  it("undoes a transaction that fails, and does its operations one by one, so that only the cause of it fails", async () => {
    const list = createList();
    const failing = list.groups.run((context) => {
      context.push("half done");
      throw new TypeError("broken");
    });
    const outcomes = await Promise.allSettled([list.add("a"), failing, list.add("b")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(failing).rejects.toMatchObject({ name: "BudgetStoreError", cause: expect.any(TypeError) });
    expect(list.committed).toEqual(["a", "b"]);
  });

  it("answers nobody whose change could not be committed", async () => {
    const list = createList();
    list.failure = new Error("disk full");
    const outcomes = await Promise.allSettled([list.add("a"), list.add("b")]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(BudgetStoreError) });
    expect(list.committed).toEqual([]);
    list.failure = undefined;
    await list.add("c");
    expect(list.committed).toEqual(["c"]);
  });

  it("waits while others write, without stopping this process, and not for ever", async () => {
    const toFake = ["setTimeout", "clearTimeout", "setImmediate", "performance"] as const;
    vi.useFakeTimers({ toFake: [...toFake] });
    try {
      const list = createList();
      list.isBusy = true;
      const added = list.add("a");
      await vi.advanceTimersByTimeAsync(500);
      expect(list.committed).toEqual([]);
      list.isBusy = false;
      await vi.advanceTimersByTimeAsync(50);
      expect(await added).toBe(1);

      list.isBusy = true;
      const outcome = expect(list.add("b")).rejects.toMatchObject({
        name: "BudgetStoreError",
        message: expect.stringContaining("1000 ms"),
      });
      await vi.advanceTimersByTimeAsync(1_100);
      await outcome;
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses more than it can do in time", async () => {
    const list = createList();
    const outcomes = await Promise.allSettled(Array.from({ length: 10_001 }, (_, index) => list.add(String(index))));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(outcomes.at(-1)).toMatchObject({ reason: expect.any(BudgetStoreError) });
  });

  it("does what it has taken before it closes, and takes no more", async () => {
    const list = createList();
    const added = ["a", "b"].map(list.add);
    const closed = list.groups.close();
    await expect(list.add("c")).rejects.toMatchObject({ name: "BudgetStoreError" });
    await closed;
    expect(await Promise.all(added)).toEqual([1, 2]);
    expect(list.committed).toEqual(["a", "b"]);
  });
});
