import { Pool } from "pg";
import { afterAll, describe } from "vitest";
import { storeConformance } from "../testing/conformance.ts";
import { testCrashes } from "../testing/crashes.ts";
import { createPostgresStore } from "./postgres-store.ts";
import { schemaOf } from "./test-store.ts";

const url = process.env.HUB_TEST_DATABASE_URL;

describe.skipIf(!url)(
  `the store in PostgreSQL${url ? "" : " (skipped: HUB_TEST_DATABASE_URL is not set; see packages/budget/scripts/with-stores.sh)"}`,
  () => {
    const pool = new Pool({ connectionString: url });
    afterAll(() => pool.end());
    storeConformance({
      open: (name) => createPostgresStore({ pool, schema: schemaOf(name) }),
      shared: true,
    });
    testCrashes({ module: new URL("./test-store.ts", import.meta.url).href, connect: schemaOf });
  },
);
