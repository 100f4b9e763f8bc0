import { Client, Pool } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { verifyExport } from "../export/verify-export.ts";
import { newDirectory, openAudit } from "../testing/audit-bench.ts";
import { KEY } from "../testing/key.ts";
import { recordOf } from "../testing/records.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { createPostgresStore } from "./postgres-store.ts";
import { schemaOf } from "./test-store.ts";

const url = process.env.HUB_TEST_DATABASE_URL;

describe("createPostgresStore", () => {
  const pool = { connect: () => Promise.reject(new Error("no server")), on() {}, listeners: () => [] };

  it("refuses a schema that is not a plain name, and other wrong options", () => {
    for (const schema of ["", "a b", 'x"; DROP TABLE records; --', "x'y", "Hub", "1a", "a".repeat(64)])
      expect(() => createPostgresStore({ pool, schema })).toThrow(expect.objectContaining({ param: "schema" }));
    for (const timeoutMs of [0, 1.5, 1e9])
      expect(() => createPostgresStore({ pool, timeoutMs })).toThrow(expect.objectContaining({ param: "timeoutMs" }));
    expect(() => createPostgresStore({ pool: {} as PostgresPool })).toThrow(expect.objectContaining({ param: "pool" }));
  });

  it("throws AuditStoreError where there is no server, and where it does not answer", async () => {
    const failure = { name: "AuditStoreError", cause: expect.objectContaining({ message: "no server" }) };
    await expect(createPostgresStore({ pool }).accounts()).rejects.toMatchObject(failure);
    const silent = { ...pool, connect: () => new Promise<never>(() => {}) };
    const late = createPostgresStore({ pool: silent, timeoutMs: 20 }).accounts();
    await expect(late).rejects.toMatchObject({ name: "AuditStoreError", message: expect.stringContaining("20 ms") });
  });
});

describe.skipIf(!url)(
  `PostgreSQL in trouble${url ? "" : " (skipped: HUB_TEST_DATABASE_URL is not set; see packages/budget/scripts/with-stores.sh)"}`,
  () => {
    it("loses nothing and repeats nothing when its connections are cut at random", { timeout: 60_000 }, async () => {
      const schema = schemaOf(crypto.randomUUID());
      const pool = new Pool({ connectionString: url, application_name: schema });
      onTestFinished(() => pool.end());
      const killer = new Client({ connectionString: url });
      await killer.connect();
      onTestFinished(() => killer.end());

      const directory = newDirectory();
      const audit = openAudit({ store: createPostgresStore({ pool, schema }), directory, onError: () => {} });
      let cuts = 0;
      for (let index = 0; index < 2_000; index += 1) {
        audit.append(recordOf(index));
        if (index % 100 !== 99) continue;
        const flushed = audit.flush().then(
          () => true,
          () => false,
        );
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
        await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${schema}'`,
        );
        if (!(await flushed)) cuts += 1;
      }
      for (;;) {
        const isDone = await audit.flush().then(
          () => true,
          () => false,
        );
        if (isDone) break;
      }
      expect(cuts).toBeGreaterThan(0);
      const verified = await verifyExport(audit.exportJsonl("acme"), { publicKey: KEY.publicKey });
      expect(verified).toMatchObject({ ok: true, records: 2_000, seq: 2_000 });
      const { rows } = await pool.query(`SELECT count(DISTINCT correlation_id)::int AS count FROM ${schema}.records`);
      expect(rows).toEqual([{ count: 2_000 }]);
    });
  },
);
