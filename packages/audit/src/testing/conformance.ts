import { describe, expect, it, onTestFinished } from "vitest";
import type { Audit, AuditOptions } from "../audit.ts";
import type { ExportSource } from "../export/read-lines.ts";
import { type VerifyResult, verifyExport } from "../export/verify-export.ts";
import { type ListQuery, USAGE_GROUPS, type UsageGroup, type UsageRow } from "../query/queries.ts";
import { sortUsage, sumUsage } from "../query/sum-usage.ts";
import { columnsOf, usageOf } from "../query/usage-of.ts";
import type { NewAuditRecord } from "../record/audit-record.ts";
import { checkRecord } from "../record/check-record.ts";
import type { AuditStore } from "../store.ts";
import { gather, newDirectory, openAudit, pages } from "./audit-bench.ts";
import { KEY, OTHER_KEY } from "./key.ts";
import { createRandom, recordOf } from "./records.ts";

/** A kind of store, as the suite meets it. */
export interface StoreSubject {
  /** Opens a store on the data of that name, a UUID, of which there is none at first. */
  open(name: string): AuditStore;
  /** Whether several stores may be open on one name at a time, as from several processes. */
  shared: boolean;
}

const FOREVER = Number.MAX_SAFE_INTEGER;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const verify = (source: ExportSource): Promise<VerifyResult> => verifyExport(source, { publicKey: KEY.publicKey });

/** What every store has to do, as tests. */
export function storeConformance(subject: StoreSubject): void {
  const open = (options: Partial<AuditOptions> = {}): Audit =>
    openAudit({ store: subject.open(crypto.randomUUID()), ...options });

  async function filled(records: readonly NewAuditRecord[], options?: Partial<AuditOptions>): Promise<Audit> {
    const audit = open(options);
    for (const record of records) audit.append(record);
    await audit.flush();
    return audit;
  }

  describe("chains", () => {
    it("number the records of each account by themselves, and verify", async () => {
      const audit = await filled(range(200).map((index) => recordOf(index, { account: `a${index % 3}` })));
      expect(await audit.accounts()).toEqual(["a0", "a1", "a2"]);
      for (const [account, records] of [
        ["a0", 67],
        ["a1", 67],
        ["a2", 66],
      ] as const) {
        const head = await audit.head(account);
        expect(await verify(audit.exportJsonl(account))).toEqual({
          ok: true,
          account,
          records,
          firstSeq: 1,
          seq: records,
          hash: head.hash,
          time: head.time,
          cut: null,
        });
      }
    });

    it("keep checkpoints after so many records, and after so long", async () => {
      let time = 1_790_000_000_000;
      const told: number[] = [];
      const audit = open({
        checkpointEvery: 5,
        checkpointMs: 1_000,
        now: () => time,
        onCheckpoint: ({ seq }) => told.push(seq),
      });
      const append = async (...indexes: number[]): Promise<void> => {
        for (const index of indexes) audit.append(recordOf(index));
        await audit.flush();
      };
      await append(1);
      await append(2, 3);
      await append(4, 5, 6);
      await append(7);
      time += 1_000;
      await append(8);
      expect(told).toEqual([1, 6, 8]);
      const lines = (await gather(audit.exportJsonl("acme"))).map((line) => JSON.parse(line));
      expect(lines.filter(({ type }) => type === "checkpoint").map(({ seq }) => seq)).toEqual(told);
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, seq: 8 });
    });

    it("go on where they ended when the store is opened by the next one", async () => {
      const store = subject.open(crypto.randomUUID());
      const unclosed: AuditStore = { ...store, close: async () => {} };
      for (const index of range(3)) {
        const audit = openAudit({ store: unclosed });
        audit.append(recordOf(index));
        await audit.close();
      }
      const audit = openAudit({ store });
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, records: 3 });
    });

    it("are not continued where somebody else has signed their head", async () => {
      const store = subject.open(crypto.randomUUID());
      const unclosed: AuditStore = { ...store, close: async () => {} };
      const first = openAudit({ store: unclosed, signingKey: OTHER_KEY });
      first.append(recordOf(1));
      await first.close();

      const directory = newDirectory();
      const wary = openAudit({ store: unclosed, directory, onError: () => {} });
      wary.append(recordOf(2));
      await expect(wary.flush()).rejects.toMatchObject({ name: "AuditError", code: "untrusted_head" });
      await wary.close();

      const trusting = openAudit({ store, directory, publicKeys: [OTHER_KEY.publicKey] });
      await trusting.flush();
      const both = [KEY.publicKey, OTHER_KEY.publicKey];
      expect(await verifyExport(trusting.exportJsonl("acme"), { publicKey: both })).toMatchObject({ records: 2 });
      expect(await verify(trusting.exportJsonl("acme"))).toMatchObject({ problem: "bad_signature" });
    });

    it("take in each part of a journal once", async () => {
      const store = subject.open(crypto.randomUUID());
      onTestFinished(() => store.close());
      const seen: number[] = [];
      const append = (position: number) =>
        store.append({
          journal: "j",
          position,
          gone: [],
          accounts: ["acme"],
          extend(done) {
            seen.push(done);
            return { records: [], heads: [], checkpoints: [] };
          },
        });
      await append(100);
      await append(100);
      await append(80);
      await append(300);
      expect(seen).toEqual([0, 100]);
    });

    it("are as they were where a group fails", async () => {
      const store = subject.open(crypto.randomUUID());
      onTestFinished(() => store.close());
      const group = { journal: "j", position: 1, gone: [], accounts: ["acme"] };
      const failing = store.append({
        ...group,
        extend() {
          throw new TypeError("broken");
        },
      });
      await expect(failing).rejects.toThrow();
      expect(await store.accounts()).toEqual([]);
      let done: number | undefined;
      await store.append({
        ...group,
        extend(position) {
          done = position;
          return { records: [], heads: [], checkpoints: [] };
        },
      });
      expect(done).toBe(0);
    });

    if (subject.shared)
      it("stay whole when several write to them at once", async () => {
        const name = crypto.randomUUID();
        const audits = range(4).map(() => openAudit({ store: subject.open(name) }));
        for (const index of range(40)) {
          for (const [which, audit] of audits.entries())
            audit.append(recordOf(index * 4 + which, { account: `a${index % 2}` }));
          if (index % 10 === 9) await Promise.all(audits.map((audit) => audit.flush()));
        }
        const [audit] = audits as [Audit];
        for (const account of ["a0", "a1"])
          expect(await verify(audit.exportJsonl(account))).toMatchObject({ ok: true, records: 80, seq: 80 });
        const ids = new Set((await pages(audit, { account: "a0" })).map(({ record }) => record.correlationId));
        expect(ids.size).toBe(80);
      });
  });

  describe("lists", () => {
    it("give what is asked for, the newest first, page by page", async () => {
      const records = range(300).map((index) => recordOf(index, { time: 1_000 + (index % 40) }));
      const audit = await filled(records);
      const queries: Omit<ListQuery, "account">[] = [
        {},
        { project: "p1" },
        { keyId: "k2" },
        { keyId: "k2", project: "p1", outcome: "answered" },
        { outcome: "blocked" },
        { from: 1_010, to: 1_020 },
        { project: "nobody" },
      ];
      for (const query of queries) {
        const { project, keyId, outcome, from = 0, to = FOREVER } = query;
        const expected = records
          .map((record, index) => ({ record, seq: index + 1 }))
          .filter(({ record }) => project === undefined || record.project === project)
          .filter(({ record }) => keyId === undefined || record.keyId === keyId)
          .filter(({ record }) => outcome === undefined || record.outcome === outcome)
          .filter(({ record }) => record.time >= from && record.time < to)
          .sort((one, other) => other.record.time - one.record.time || other.seq - one.seq);
        const found = await pages(audit, { account: "acme", ...query, limit: 7 });
        expect(found.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
        expect(found.map(({ record }) => record)).toEqual(expected.map(({ record }) => checkRecord(record)));
      }
      expect((await audit.list({ account: "other" })).entries).toEqual([]);
    });

    it("give a request's record to those whose it is, from the journal and from the store", async () => {
      const audit = open();
      audit.append(recordOf(1, { correlationId: "req_x", account: "acme", project: "p1", keyId: "k1" }));
      for (const seq of [null, 1]) {
        const entry = { seq, record: { correlationId: "req_x" } };
        expect(await audit.get("req_x", { account: "acme" })).toMatchObject(entry);
        expect(await audit.get("req_x", { account: "acme", project: "p1" })).toMatchObject(entry);
        expect(await audit.get("req_x", { account: "acme", project: "p1", keyId: "k1" })).toMatchObject(entry);
        for (const scope of [
          { account: "other" },
          { account: "acme", project: "p2" },
          { account: "acme", keyId: "k2" },
          { account: "acme", project: "p1", keyId: "k2" },
        ])
          expect(await audit.get("req_x", scope)).toBeUndefined();
        expect(await audit.get("req_y", { account: "acme" })).toBeUndefined();
        await audit.flush();
      }
    });
  });

  describe("usage", () => {
    it("sums up what is asked for, exactly", async () => {
      const random = createRandom(3);
      const amount = (): number => Math.floor(random() * 1e12);
      const records = range(400).map((index) =>
        recordOf(index, {
          time: 1_790_000_000_000 + Math.floor(random() * 5 * 86_400_000),
          usage: { prompt: amount(), completion: amount(), cached: 1, reasoning: 2 },
          cost: amount(),
          charged: amount(),
        }),
      );
      const audit = await filled(records);
      const spans = [{}, { from: 1_790_000_000_000 + 86_400_000, to: 1_790_000_000_000 + 3 * 86_400_000 }];
      const scopes = [{}, { project: "p1" }, { keyId: "k3" }];
      for (const groupBy of USAGE_GROUPS)
        for (const span of spans)
          for (const scope of scopes) {
            const query = { account: "acme", groupBy, ...span, ...scope };
            expect(await audit.usage(query)).toEqual(modelUsage(records, groupBy, { ...span, ...scope }));
          }
      expect(await audit.usage({ account: "other", groupBy: "key" })).toEqual([]);
    });
  });

  describe("retention", () => {
    it("cuts a chain so that the rest of it verifies", async () => {
      const audit = await filled(
        range(100).map((index) => recordOf(index)),
        { checkpointEvery: 10 },
      );
      const cut = (index: number) => audit.cut({ account: "acme", before: recordOf(index).time });
      expect(await cut(0)).toEqual([]);
      const [first] = await cut(64);
      expect(first).toMatchObject({ account: "acme", upToSeq: 64, count: 64 });
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({
        ok: true,
        records: 36,
        firstSeq: 65,
        cut: first,
      });
      expect(await pages(audit, { account: "acme" })).toHaveLength(36);

      audit.append(recordOf(100));
      await audit.flush();
      const [second] = await cut(90);
      expect(second).toMatchObject({ upToSeq: 90, count: 90 });
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, records: 11, firstSeq: 91, seq: 101 });
    });

    it("stops at the first record that is not old, and may leave nothing", async () => {
      const times = [10, 20, 90, 30, 40];
      const audit = await filled(times.map((time, index) => recordOf(index, { time })));
      await audit.append(recordOf(9, { account: "other", time: 10 }));
      await audit.flush();
      expect((await audit.cut({ before: 50 })).map(({ account, upToSeq }) => [account, upToSeq])).toEqual([
        ["acme", 2],
        ["other", 1],
      ]);
      await audit.cut({ before: 100 });
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, records: 0, firstSeq: 0, seq: 5 });
      audit.append(recordOf(10));
      await audit.flush();
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, records: 1, firstSeq: 6, seq: 6 });
    });

    it("deletes many in steps", { timeout: 60_000 }, async () => {
      const audit = await filled(range(1_300).map((index) => recordOf(index)));
      const [cut] = await audit.cut({ before: recordOf(1_250).time });
      expect(cut).toMatchObject({ upToSeq: 1_250, count: 1_250 });
      expect(await verify(audit.exportJsonl("acme"))).toMatchObject({ ok: true, records: 50 });
    });
  });

  it("a store that has been closed says so", async () => {
    const store = subject.open(crypto.randomUUID());
    await store.close();
    await store.close();
    await expect(store.accounts()).rejects.toMatchObject({ name: "AuditStoreError" });
  });
}

function modelUsage(
  records: readonly NewAuditRecord[],
  groupBy: UsageGroup,
  { from = 0, to = FOREVER, project, keyId }: { from?: number; to?: number; project?: string; keyId?: string },
): UsageRow[] {
  const rows = records
    .filter(({ time }) => time >= from && time < to)
    .filter((record) => project === undefined || record.project === project)
    .filter((record) => keyId === undefined || record.keyId === keyId)
    .map((record) => usageOf(columnsOf(checkRecord(record)), groupBy));
  return sortUsage(sumUsage(rows), groupBy);
}
