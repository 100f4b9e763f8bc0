import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, describe } from "vitest";
import { createRedisCounterStore } from "./redis-counter-store.ts";
import { counterSuite } from "./testing/counter-suite.ts";

const url = process.env.HUB_TEST_REDIS_URL;

describe.skipIf(!url)(
  `counters in Redis${url ? "" : " (skipped: HUB_TEST_REDIS_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    const client = new Redis(url ?? "", { lazyConnect: true });
    afterAll(() => client.disconnect());
    counterSuite(() => createRedisCounterStore({ client, prefix: randomUUID() }), sleep);
  },
);
