import { expect, it } from "vitest";
import { createMemoryAnswerStore } from "./memory-answer-store.ts";

it("forgets what was longest unused where memory is short", async () => {
  const store = createMemoryAnswerStore({ maxBytes: 3 * 1_256 });
  const value = "v".repeat(1_000);
  for (const key of ["a", "b", "c"]) await store.set(key, value, 1_000);
  await store.get("a");
  await store.set("d", value, 1_000);
  expect(await Promise.all(["a", "b", "c", "d"].map((key) => store.get(key)))).toEqual([
    value,
    undefined,
    value,
    value,
  ]);
});

it("does not take what is larger than all of it", async () => {
  const store = createMemoryAnswerStore({ maxBytes: 1_000 });
  await store.set("a", "small", 1_000);
  await store.set("b", "v".repeat(1_000), 1_000);
  expect(await store.get("b")).toBeUndefined();
  expect(await store.get("a")).toBe("small");
});

it("counts what is written over and deleted no more", async () => {
  const store = createMemoryAnswerStore({ maxBytes: 2 * 1_256 });
  const value = "v".repeat(1_000);
  for (let round = 0; round < 10; round++) await store.set("a", value, 1_000);
  await store.set("gone", value, 1_000);
  await store.delete("gone");
  await store.delete("gone");
  await store.set("b", value, 1_000);
  expect(await store.get("a")).toBe(value);
});

it("adds only where there is nothing, or nothing any more", async () => {
  let now = 0;
  const store = createMemoryAnswerStore({ now: () => now });
  expect(await store.add("a", "1", 10)).toBe(true);
  expect(await store.add("a", "2", 10)).toBe(false);
  now = 10;
  expect(await store.get("a")).toBeUndefined();
  expect(await store.add("a", "3", 10)).toBe(true);
  expect(await store.get("a")).toBe("3");
});
