import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { storeConformance } from "../testing/conformance.ts";
import { testProcesses } from "../testing/suite/processes.ts";
import { createPostgresStore, type PostgresStoreOptions } from "./postgres-store.ts";
import { schemaOf } from "./test-store.ts";

const url = process.env.HUB_TEST_DATABASE_URL;

describe.skipIf(!url)(
  `the store in PostgreSQL${url ? "" : " (skipped: HUB_TEST_DATABASE_URL is not set; see packages/budget/scripts/with-stores.sh)"}`,
  () => {
    const pool = new Pool({ connectionString: url });
    afterAll(() => pool.end());
    const write = { kind: "key", id: "a", body: "{}", expected: 0 } as const;

    storeConformance({ open: (name) => createPostgresStore({ pool, schema: schemaOf(name) }), runs: 5 });
    testProcesses({ module: new URL("./test-store.ts", import.meta.url).href, connect: schemaOf });

    it("outlives the end of its connections", async () => {
      const own = new Pool({ connectionString: url, application_name: `k${randomUUID()}` });
      const store = createPostgresStore({ pool: own, schema: schemaOf(randomUUID()) });
      await store.commit([write]);
      await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
        own.options.application_name,
      ]);
      // The first call may still meet the broken connection.
      await store.changes(0).catch(() => {});
      expect(await store.changes(0)).toMatchObject({ revision: 1 });
      await own.end();
    });

    it("gives up where another one never stops writing, and goes on afterwards", async () => {
      const schema = schemaOf(randomUUID());
      const store = createPostgresStore({ pool, schema, timeoutMs: 300 });
      await store.commit([write]);
      const other = await pool.connect();
      await other.query(`BEGIN; SELECT FROM ${schema}.revision FOR UPDATE`);
      await expect(store.commit([{ ...write, id: "b" }])).rejects.toMatchObject({ code: "keyring_unavailable" });
      expect(await store.changes(0)).toMatchObject({ revision: 1 });
      await other.query("ROLLBACK");
      other.release();
      expect(await store.commit([{ ...write, id: "b" }])).toBe(2);
    });
  },
);

describe("a PostgreSQL store", () => {
  it("is unavailable where nobody answers", async () => {
    const silent = { connect: () => new Promise<never>(() => {}), on: () => {}, listeners: () => [] };
    const store = createPostgresStore({ pool: silent as unknown as PostgresStoreOptions["pool"], timeoutMs: 5 });
    await expect(store.changes(0)).rejects.toMatchObject({ code: "keyring_unavailable" });
  });

  it("says what is wrong with its options", () => {
    const pool = { connect: () => {}, on: () => {}, listeners: () => [] };
    for (const [options, param] of [
      [{ pool, schema: 'x"; DROP' }, "schema"],
      [{ pool, timeoutMs: 0 }, "timeoutMs"],
      [{ pool: {} }, "pool"],
    ] as const)
      expect(() => createPostgresStore(options as unknown as PostgresStoreOptions)).toThrow(
        expect.objectContaining({ code: "invalid_argument", param }),
      );
  });
});
