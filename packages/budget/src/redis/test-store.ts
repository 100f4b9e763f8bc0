import { Redis } from "ioredis";
import type { BudgetStore } from "../store.ts";
import { createRedisStore } from "./redis-store.ts";

/** For the suite of processes: the connection is the prefix. */
export function openTestStore(prefix: string, { now }: { now: () => number }): BudgetStore {
  const client = new Redis(process.env.HUB_TEST_REDIS_URL ?? "");
  const store = createRedisStore({ client, prefix, now });
  return {
    ...store,
    async close() {
      await store.close();
      client.disconnect();
    },
  };
}
