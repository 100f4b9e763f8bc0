import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeConformance } from "../testing/conformance.ts";
import { MASTER_KEY } from "../testing/master-key.ts";
import { openKeyring } from "../testing/open-keyring.ts";
import { testProcesses } from "../testing/suite/processes.ts";
import { createSqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "hub-keyring-"));
});
afterAll(() => rmSync(directory, { recursive: true }));
const pathOf = (name: string) => join(directory, `${name}.db`);

describe("the store in SQLite", () => {
  storeConformance({ open: (name) => createSqliteStore({ path: pathOf(name) }), runs: 5 });
  testProcesses({ module: new URL("./test-store.ts", import.meta.url).href, connect: pathOf });
});

describe("a SQLite store", () => {
  const write = { kind: "key", id: "a", body: "{}", expected: 0 } as const;

  it("takes a database that is open already, leaves its other tables alone, and leaves it open", async () => {
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE budget_wallets (id TEXT); INSERT INTO budget_wallets VALUES ('w')");
    const store = createSqliteStore({ database });
    await store.commit([write]);
    await store.close();
    expect(database.prepare("SELECT id FROM budget_wallets").all()).toEqual([{ id: "w" }]);
    expect(database.prepare("SELECT id FROM keyring_records").all()).toEqual([{ id: "a" }]);
    database.close();
  });

  it("keeps out of other transactions on that database", async () => {
    const database = new DatabaseSync(":memory:");
    const store = createSqliteStore({ database });
    await store.changes(0);
    database.exec("BEGIN");
    const committed = store.commit([write]);
    await new Promise(setImmediate);
    database.exec("ROLLBACK");
    expect(await committed).toBe(1);
    database.close();
  });

  it("reads while another process writes, waits to write, and gives up where that never ends", async () => {
    const path = pathOf("busy");
    const store = createSqliteStore({ path, busyTimeoutMs: 30 });
    await store.commit([write]);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    expect(await store.changes(0)).toMatchObject({ revision: 1 });
    await expect(store.commit([{ ...write, id: "b" }])).rejects.toMatchObject({ code: "keyring_unavailable" });
    other.exec("ROLLBACK");
    other.close();
    expect(await store.commit([{ ...write, id: "b" }])).toBe(2);
    await store.close();
  });

  it("shows nobody who reads its files a secret", async () => {
    const path = pathOf("canary");
    const keyring = await openKeyring({ store: createSqliteStore({ path }), bootstrapKey: "canary-bootstrap-5b1e" });
    const { key, secret } = await keyring.keys.create({ name: "k" });
    const credential = { apiKey: "sk-canary-0d9c8b7a6f5e4d3c2b1a" };
    const { id } = await keyring.credentials.set({ vendor: "openai", credential });
    keyring.authenticate(secret);
    expect(keyring.credentials.open({}, "openai")).toEqual({ id, credential });
    await keyring.keys.rotate(key.id);
    const show = () =>
      readdirSync(directory)
        .filter((name) => name.startsWith("canary"))
        .map((name) => readFileSync(join(directory, name), "latin1"))
        .join();
    const wal = show();
    await keyring.close();
    const shown = wal + show();
    for (const text of [secret, secret.slice(7, 50), credential.apiKey, "canary-bootstrap-5b1e", MASTER_KEY])
      expect(shown).not.toContain(text);
    expect(shown).toContain(id);
  });

  it("says what is wrong with its options", async () => {
    const database = new DatabaseSync(":memory:");
    for (const [options, param] of [
      [{}, "path"],
      [{ path: "x.db", database }, "path"],
      [{ path: "x.db", busyTimeoutMs: -1 }, "busyTimeoutMs"],
    ] as const)
      expect(() => createSqliteStore(options as SqliteStoreOptions)).toThrow(
        expect.objectContaining({ code: "invalid_argument", param }),
      );
    database.close();
  });

  it("is unavailable in a folder that is not there, in a file that is no database, and once it is closed", async () => {
    writeFileSync(pathOf("text"), "not a database, but long enough to be taken for one ".repeat(100));
    for (const path of [join(directory, "no such folder", "x.db"), pathOf("text")]) {
      const store = createSqliteStore({ path });
      await expect(store.changes(0)).rejects.toMatchObject({ code: "keyring_unavailable" });
      await store.close();
      await expect(store.changes(0)).rejects.toMatchObject({ code: "keyring_unavailable" });
    }
  });
});
