import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { sealHash } from "../chain/seal.ts";
import { verifyExport } from "../export/verify-export.ts";
import { openAudit } from "../testing/audit-bench.ts";
import { storeConformance } from "../testing/conformance.ts";
import { testCrashes } from "../testing/crashes.ts";
import { KEY } from "../testing/key.ts";
import { recordOf } from "../testing/records.ts";
import { createSqliteStore } from "./sqlite-store.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "hub-audit-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("the store in SQLite", () => {
  storeConformance({ open: (name) => createSqliteStore({ path: join(directory, `${name}.db`) }), shared: true });
  testCrashes({
    module: new URL("./test-store.ts", import.meta.url).href,
    connect: (name) => join(directory, `${name}.db`),
  });
});

/** An audit trail with ten records in a file, two of them with checkpoints that were kept, and the file by another way. */
async function tenRecords(busyTimeoutMs?: number) {
  const path = join(directory, `${crypto.randomUUID()}.db`);
  const options = { checkpointEvery: 4, checkpointMs: Number.MAX_SAFE_INTEGER, onError: () => {} };
  const audit = openAudit({ store: createSqliteStore({ path, busyTimeoutMs }), ...options });
  const heads: string[] = [];
  const file = new DatabaseSync(path);
  onTestFinished(() => file.close());
  for (let index = 1; index <= 10; index += 1) {
    audit.append(recordOf(index));
    await audit.flush();
    heads.push(String(file.prepare("SELECT signed FROM audit_heads").get()?.signed));
  }
  return { audit, file, heads };
}

describe("a SQLite file that somebody writes to", () => {
  const tampered = async (change: (file: DatabaseSync, heads: string[]) => void) => {
    const { audit, file, heads } = await tenRecords();
    change(file, heads);
    return verifyExport(audit.exportJsonl("acme"), { publicKey: KEY.publicKey });
  };

  it("shows which record was changed", async () => {
    const result = await tampered((file) =>
      file.exec(`UPDATE audit_records SET body = replace(body, '"cost":1005', '"cost":1') WHERE seq = 5`),
    );
    expect(result).toMatchObject({ ok: false, seq: 5, problem: "changed" });
  });

  it("shows which record was deleted", async () => {
    const result = await tampered((file) => file.exec("DELETE FROM audit_records WHERE seq = 6"));
    expect(result).toMatchObject({ ok: false, seq: 6, problem: "out_of_order" });
  });

  it("shows that the end was cut off", async () => {
    const last = await tampered((file) => file.exec("DELETE FROM audit_records WHERE seq > 7"));
    expect(last).toMatchObject({ ok: false, seq: 8 });
    const setBack = await tampered((file, heads) => {
      file.exec("DELETE FROM audit_records WHERE seq > 3");
      file.prepare("UPDATE audit_heads SET signed = ?").run(heads[2] as string);
    });
    expect(setBack).toMatchObject({ ok: false, seq: 4, problem: "out_of_order" });
  });

  it("shows that a record was changed and all that follow written anew", async () => {
    const result = await tampered((file) => {
      let prev = String(file.prepare("SELECT hash FROM audit_records WHERE seq = 8").get()?.hash);
      for (const { seq, body } of file
        .prepare("SELECT seq, body FROM audit_records WHERE seq > 8 ORDER BY seq")
        .all()) {
        const changed = String(body).replace('"cost":1009', '"cost":1');
        const hash = sealHash(prev, changed, Number(seq));
        const update = file.prepare("UPDATE audit_records SET body = ?, prev = ?, hash = ? WHERE seq = ?");
        update.run(changed, prev, hash, seq as number);
        prev = hash;
      }
      file.prepare("UPDATE audit_heads SET signed = json_set(signed, '$.hash', ?)").run(prev);
    });
    expect(result).toMatchObject({ ok: false, seq: 10, provenSeq: 8, problem: "bad_signature" });
  });

  it("is not continued where its end was written anew", async () => {
    const { audit, file } = await tenRecords();
    file.exec("UPDATE audit_heads SET signed = json_set(signed, '$.seq', 12)");
    audit.append(recordOf(11));
    await expect(audit.flush()).rejects.toMatchObject({ code: "untrusted_head" });
    expect(await audit.get("req_11", { account: "acme" })).toMatchObject({ seq: null });
  });

  it("keeps records waiting only as long as it is being written to, and readers never", async () => {
    const { audit, file } = await tenRecords(30);
    file.exec("BEGIN IMMEDIATE");
    audit.append(recordOf(11));
    await expect(audit.flush()).rejects.toMatchObject({ name: "AuditStoreError" });
    expect(await audit.head("acme")).toMatchObject({ seq: 10 });
    file.exec("COMMIT");
    await audit.flush();
    expect(await audit.head("acme")).toMatchObject({ seq: 11 });
  });
});

describe("createSqliteStore", () => {
  it("refuses wrong options, and a path that leads nowhere", () => {
    expect(() => createSqliteStore({ path: "" })).toThrow(expect.objectContaining({ param: "path" }));
    for (const busyTimeoutMs of [-1, 0.5, 1e6])
      expect(() => createSqliteStore({ path: "x", busyTimeoutMs })).toThrow(
        expect.objectContaining({ param: "busyTimeoutMs" }),
      );
    expect(() => createSqliteStore({ path: join(directory, "nowhere", "audit.db") })).toThrow(
      expect.objectContaining({ name: "AuditStoreError" }),
    );
  });
});
