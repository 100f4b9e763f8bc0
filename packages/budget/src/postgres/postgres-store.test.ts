import { Pool } from "pg";
import { afterAll, describe } from "vitest";
import { createPostgresStore } from "../postgres.ts";
import { storeConformance } from "../testing/conformance.ts";
import { testProcesses } from "../testing/suite/processes.ts";
import { schemaOf } from "./test-store.ts";

const url = process.env.HUB_TEST_DATABASE_URL;
/** Set HUB_TEST_RUNS to thousands for a long search. */
const RUNS = Number(process.env.HUB_TEST_RUNS ?? 8);

describe.skipIf(!url)(
  `the store in PostgreSQL${url ? "" : " (skipped: HUB_TEST_DATABASE_URL is not set; see scripts/with-stores.sh)"}`,
  () => {
    const pool = new Pool({ connectionString: url });
    afterAll(() => pool.end());

    storeConformance({
      open: (name, { now }) => createPostgresStore({ pool, schema: schemaOf(name), now }),
      durable: true,
      shared: true,
      runs: RUNS,
    });
    testProcesses({ module: new URL("./test-store.ts", import.meta.url).href, connect: schemaOf });
  },
);
