import { expect, it } from "vitest";
import { type ConversationCeilingOptions, createConversationCeiling } from "./create-conversation-ceiling.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

function ceilingAt(options: Partial<ConversationCeilingOptions>) {
  const clock = { now: 0 };
  return { clock, ceiling: createConversationCeiling({ secret: SECRET, now: () => clock.now, ...options }) };
}

it("lets a conversation make so many requests, each counted by itself", async () => {
  const { clock, ceiling } = ceilingAt({ maxRequests: 3, ttlMs: 1_000 });
  for (let request = 0; request < 3; request++) expect(await ceiling.check("key_a", "c1")).toBeUndefined();
  expect(await ceiling.check("key_a", "c1")).toMatchObject({
    code: "quota_exceeded",
    status: 429,
    retryAfterMs: 1_000,
  });
  expect(await ceiling.check("key_a", "c2")).toBeUndefined();
  expect(await ceiling.check("key_b", "c1")).toBeUndefined();
  clock.now = 1_000;
  expect(await ceiling.check("key_a", "c1")).toBeUndefined();
});

it("lets a conversation spend so much", async () => {
  const { ceiling } = ceilingAt({ maxNanoUsd: 100 });
  await ceiling.record("key_a", "c1", 99);
  expect(await ceiling.check("key_a", "c1")).toBeUndefined();
  await ceiling.record("key_a", "c1", 1);
  expect(await ceiling.check("key_a", "c1")).toMatchObject({ code: "quota_exceeded" });
  await expect(ceiling.record("key_a", "c1", 0.5)).rejects.toMatchObject({ code: "invalid_argument" });
});

it("has to limit something", () => {
  expect(() => ceilingAt({})).toThrow("maxNanoUsd");
  expect(() => ceilingAt({ maxRequests: 0 })).toThrow("maxRequests");
});
