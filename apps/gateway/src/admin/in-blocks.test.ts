import { expect, it } from "vitest";
import { inBlocks } from "./in-blocks.ts";

it("holds all that was given, a block at a time", async () => {
  async function* lines() {
    for (let line = 0; line < 30_000; line++) yield `line ${line}\n`;
  }
  const blocks: string[] = [];
  for await (const block of await inBlocks(lines())) {
    blocks.push(block);
  }
  expect(blocks.join("").split("\n")).toHaveLength(30_001);
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.length).toBeLessThan(10);
});

it("is empty where there is nothing", async () => {
  async function* none() {}
  const blocks: string[] = [];
  for await (const block of await inBlocks(none())) blocks.push(block);
  expect(blocks).toEqual([]);
});

it("fails before the first block where nothing can be read, and later where that comes later", async () => {
  // biome-ignore lint/correctness/useYield: it fails before it comes to that
  async function* broken(): AsyncGenerator<string> {
    throw new Error("no store");
  }
  await expect(inBlocks(broken())).rejects.toThrow("no store");
  async function* breaking() {
    yield "x".repeat(100_000);
    throw new Error("no store");
  }
  const iterator = (await inBlocks(breaking()))[Symbol.asyncIterator]();
  expect(await iterator.next()).toMatchObject({ done: false });
  await expect(iterator.next()).rejects.toThrow("no store");
});

it("closes its source, also where nothing has been taken of it", async () => {
  let isClosed = false;
  async function* source() {
    try {
      for (;;) yield "x".repeat(100_000);
    } finally {
      isClosed = true;
    }
  }
  const iterator = (await inBlocks(source()))[Symbol.asyncIterator]();
  await iterator.return?.();
  expect(isClosed).toBe(true);
});
