import { Redis } from "ioredis";
import { afterAll, describe } from "vitest";
import { createRedisStore } from "../redis.ts";
import { storeConformance } from "../testing/conformance.ts";
import { testProcesses } from "../testing/suite/processes.ts";

const url = process.env.HUB_TEST_REDIS_URL;
/** Set HUB_TEST_RUNS to thousands for a long search. */
const RUNS = Number(process.env.HUB_TEST_RUNS ?? 20);

describe.skipIf(!url)(
  `the store in Redis${url ? "" : " (skipped: HUB_TEST_REDIS_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    const client = new Redis(url ?? "", { lazyConnect: true });
    afterAll(() => client.disconnect());

    storeConformance({
      open: (name, { now }) => createRedisStore({ client, prefix: name, now }),
      durable: true,
      shared: true,
      runs: RUNS,
    });
    testProcesses({ module: new URL("./test-store.ts", import.meta.url).href, connect: (name) => name });
  },
);
