import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { verifyExport } from "../export/verify-export.ts";
import { newDirectory, openAudit, pages } from "./audit-bench.ts";
import { KEY } from "./key.ts";
import { startLoad, type TestStoreModule } from "./processes/start-load.ts";

/** Set HUB_TEST_CRASHES to hundreds for a long search. */
const ROUNDS = Number(process.env.HUB_TEST_CRASHES ?? 2);

/** A kind of store that several processes share. */
export interface ProcessSubject {
  /** The URL of a module that exports a TestStoreModule; each process loads it. */
  module: string;
  /** What `openTestStore` needs to find the data of that name, a UUID, of which there is none at first. */
  connect(name: string): string;
}

/** What holds however processes end. */
export function testCrashes({ module, connect }: ProcessSubject): void {
  it("loses nothing and repeats nothing when processes are killed", { timeout: 10_000 + ROUNDS * 5_000 }, async () => {
    const [directory, logs] = [newDirectory(), newDirectory()];
    const connection = connect(crypto.randomUUID());
    const { openTestStore } = (await import(module)) as TestStoreModule;
    for (let round = 0; round < ROUNDS; round += 1) {
      const loads = ["x", "y"].map((name) => {
        const prefix = `${name}${round}`;
        return startLoad({ module, connection, directory, prefix, log: join(logs, prefix) });
      });
      await Promise.all(
        loads.map(async (load) => {
          await load.recorded(Math.floor(Math.random() * 1_000));
          await load.kill();
        }),
      );
    }
    const audit = openAudit({ directory, store: openTestStore(connection) });
    await audit.flush();
    expect(readdirSync(directory).filter((file) => file.endsWith(".journal"))).toEqual([]);

    const ids: string[] = [];
    for (const account of await audit.accounts()) {
      const entries = await pages(audit, { account, limit: 1_000 });
      ids.push(...entries.map(({ record }) => record.correlationId));
      const verified = await verifyExport(audit.exportJsonl(account), { publicKey: KEY.publicKey });
      expect(verified).toMatchObject({ ok: true, records: entries.length });
    }
    const stored = new Set(ids);
    expect(ids).toHaveLength(stored.size);
    const promised = readdirSync(logs).flatMap((log) => readFileSync(join(logs, log), "utf8").split("\n").slice(0, -1));
    expect(promised.filter((id) => !stored.has(id))).toEqual([]);
    // Each process may have been killed between a promise and writing it down.
    expect(ids.length - promised.length).toBeLessThanOrEqual(2 * ROUNDS);
  });
}
