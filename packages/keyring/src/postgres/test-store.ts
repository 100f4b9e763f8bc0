import { Pool } from "pg";
import type { KeyringStore } from "../store.ts";
import { createPostgresStore } from "./postgres-store.ts";

/** Where data of a name are, in tests. */
export const schemaOf = (name: string): string => `k_${name.replaceAll("-", "_")}`;

/** For the suite of processes: the connection is the schema. */
export function openTestStore(schema: string): KeyringStore {
  const pool = new Pool({ connectionString: process.env.HUB_TEST_DATABASE_URL, max: 2 });
  const store = createPostgresStore({ pool, schema });
  return {
    ...store,
    async close() {
      await store.close();
      await pool.end();
    },
  };
}
