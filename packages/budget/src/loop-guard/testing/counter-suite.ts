import { expect, it } from "vitest";
import type { CounterStore } from "../counter-store.ts";

/** What every store of counters does. @param wait lets so much time pass for the store */
export function counterSuite(open: () => CounterStore, wait: (ms: number) => Promise<void>): void {
  it("counts until a counter's time is up, whatever is added meanwhile", async () => {
    const store = open();
    expect(await store.add("a", 2, 500)).toBe(2);
    await wait(300);
    expect(await store.add("a", 3, 500)).toBe(5);
    expect(await store.read(["b", "a"])).toEqual([0, 5]);
    expect(await store.read([])).toEqual([]);
    await wait(250);
    expect(await store.read(["a"])).toEqual([0]);
    expect(await store.add("a", -1, 500)).toBe(-1);
  });

  it("counts each of many that come at once", async () => {
    const store = open();
    const counts = await Promise.all(Array.from({ length: 50 }, () => store.add("many", 1, 10_000)));
    expect(counts.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it("refuses sums that are not held exactly", async () => {
    const store = open();
    await store.add("large", Number.MAX_SAFE_INTEGER - 1, 10_000);
    expect(await store.add("large", 1, 10_000)).toBe(Number.MAX_SAFE_INTEGER);
    await expect(store.add("large", 1, 10_000)).rejects.toThrow();
    expect(await store.read(["large"])).toEqual([Number.MAX_SAFE_INTEGER]);
  });
}
