import { describe, expect, it } from "vitest";
import { chunk, ended, metered, said, USAGE } from "./test-support.ts";
import { createUsageChunks } from "./usage-chunks.ts";

const later = { ...USAGE, completion_tokens: 9, total_tokens: 12 };

describe("usage in a stream", () => {
  it("is kept from the caller who did not ask, and known all the same", () => {
    const usage = createUsageChunks(false);
    expect(usage.take({ ...said("x"), usage: USAGE })).toEqual(said("x"));
    expect(usage.take(metered())).toBeUndefined();
    expect(usage.last()).toBeUndefined();
    expect(usage.usage()).toEqual(USAGE);
  });

  it.each([
    ["on a chunk of its own", [said("x"), ended(), { ...metered(), usage: later }]],
    ["on the chunk with the finish reason", [said("x"), { ...ended(), usage: later }]],
    [
      "on every chunk, rising",
      [
        { ...said("x"), usage: USAGE },
        { ...ended(), usage: later },
      ],
    ],
    ["before the last content", [{ ...said("x"), usage: later }, said("y"), ended()]],
  ])("comes once, last and without choices, though the vendor puts it %s", (_where, chunks) => {
    const usage = createUsageChunks(true);
    for (const piece of chunks) {
      const visible = usage.take(structuredClone(piece));
      if (visible) expect(visible.usage).toBeNull();
    }
    expect(usage.last()).toEqual({ ...chunk({}), choices: [], usage: later });
  });

  it("that no vendor reported is not made up", () => {
    const usage = createUsageChunks(true);
    usage.take(said("x"));
    expect(usage.last()).toBeUndefined();
  });
});
