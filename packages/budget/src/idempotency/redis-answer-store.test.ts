import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { createIdempotency } from "./create-idempotency.ts";
import { createRedisAnswerStore } from "./redis-answer-store.ts";

const url = process.env.HUB_TEST_REDIS_URL;

describe.skipIf(!url)(
  `answers in Redis${url ? "" : " (skipped: HUB_TEST_REDIS_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    const client = new Redis(url ?? "", { lazyConnect: true });
    afterAll(() => client.disconnect());
    const open = () => createRedisAnswerStore({ client, prefix: randomUUID() });

    it("are added where there is nothing, or nothing any more", async () => {
      const store = open();
      expect(await store.add("a", "1", 200)).toBe(true);
      expect(await store.add("a", "2", 200)).toBe(false);
      expect(await store.get("a")).toBe("1");
      await sleep(250);
      expect(await store.get("a")).toBeUndefined();
      expect(await store.add("a", "3", 200)).toBe(true);
      await store.delete("a");
      await store.set("a", "4", 10_000);
      expect(await store.get("a")).toBe("4");
    });

    it("make one call of what several instances are asked", async () => {
      const store = open();
      let calls = 0;
      const work = async () => {
        calls++;
        await sleep(50);
        return { status: 200, headers: {}, body: "ü".repeat(100_000) };
      };
      const instances = Array.from({ length: 4 }, () =>
        createIdempotency({ secret: "0123456789abcdef", store, pollMs: 5 }),
      );
      const request = { key: "k", scope: "s", body: "b" };
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => instances[index % 4]?.run(request, work)),
      );
      expect(calls).toBe(1);
      expect(results.every((result) => result?.role !== "refused" && result?.answer.body === "ü".repeat(100_000))).toBe(
        true,
      );
    });
  },
);
