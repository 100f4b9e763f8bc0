import { describe, expect, it } from "vitest";
import { createMemoryCounterStore } from "./memory-counter-store.ts";
import { counterSuite } from "./testing/counter-suite.ts";

describe("counters in memory", () => {
  let now = 0;
  counterSuite(
    () => createMemoryCounterStore({ now: () => now }),
    async (ms) => {
      now += ms;
    },
  );

  it("are forgotten when they were longest unused", async () => {
    const store = createMemoryCounterStore({ maxCounters: 2 });
    await store.add("a", 1, 100);
    await store.add("b", 1, 100);
    await store.add("a", 1, 100);
    await store.add("c", 1, 100);
    expect(await store.read(["a", "b", "c"])).toEqual([2, 0, 1]);
  });
});
