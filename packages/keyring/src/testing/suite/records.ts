import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../memory/memory-store.ts";
import type { KeyringStore, RecordKind, RecordWrite, StoredRecord } from "../../store.ts";
import { createRandom } from "../random.ts";
import type { StoreSubject } from "../store-subject.ts";

const write = (id: string, expected: number, body: string | null = `{"id":"${id}"}`): RecordWrite => ({
  kind: "key",
  id,
  body,
  expected,
});
const byName = (left: StoredRecord, right: StoredRecord) =>
  `${left.kind} ${left.id}` < `${right.kind} ${right.id}` ? -1 : 1;
const all = async (store: KeyringStore, after = 0) => (await store.changes(after)).records.sort(byName);

export function testRecords({ open, runs }: StoreSubject): void {
  describe("records", () => {
    it("are none at first", async () => {
      const store = open(randomUUID());
      expect(await store.changes(0)).toEqual({ revision: 0, records: [] });
      expect([...(await store.uses())]).toEqual([]);
      await store.close();
    });

    it("are told once they are written, and only to those who do not know them", async () => {
      const store = open(randomUUID());
      expect(await store.commit([write("a", 0), write("b", 0)])).toBe(1);
      expect(await store.commit([write("b", 1, "{}")])).toBe(2);
      expect(await all(store)).toEqual([
        { kind: "key", id: "a", revision: 1, body: '{"id":"a"}' },
        { kind: "key", id: "b", revision: 2, body: "{}" },
      ]);
      expect((await all(store, 1)).map(({ id }) => id)).toEqual(["b"]);
      expect(await store.changes(2)).toEqual({ revision: 2, records: [] });
      await store.close();
    });

    it("are told when they are deleted, and come back only by somebody who knows that", async () => {
      const store = open(randomUUID());
      await store.commit([write("a", 0)]);
      await store.commit([write("a", 1, null)]);
      expect(await all(store)).toEqual([{ kind: "key", id: "a", revision: 2, body: null }]);
      expect(await store.commit([write("a", 0)])).toBeUndefined();
      expect(await store.commit([write("a", 2)])).toBe(3);
      await store.close();
    });

    it("are written all together, or not at all where somebody was faster", async () => {
      const store = open(randomUUID());
      await store.commit([write("a", 0)]);
      for (const writes of [[write("new", 0), write("a", 0)], [write("a", 1), write("new", 1)], [write("a", 2)]])
        expect(await store.commit(writes)).toBeUndefined();
      expect(await store.changes(0)).toMatchObject({ revision: 1, records: [{ id: "a", revision: 1 }] });
      await store.close();
    });

    it("keep every character", async () => {
      const store = open(randomUUID());
      const ids = ['["a","b\\u0000",null]', "'; DROP TABLE keys; --", "日本語", "%s $1 \\ ?", "A", "a", "a "];
      const body = JSON.stringify({ text: "\u0000\u2028\ud800'\"\\ 🔑" });
      await store.commit(ids.map((id) => write(id, 0, body)));
      const records = await all(store);
      expect(new Set(records.map(({ id }) => id))).toEqual(new Set(ids));
      for (const record of records) expect(JSON.parse(record.body as string)).toEqual(JSON.parse(body));
      await store.close();
    });

    it("of the same id and other kinds are others", async () => {
      const store = open(randomUUID());
      const kinds: RecordKind[] = ["secret", "key", "project", "policy", "credential"];
      await store.commit(kinds.map((kind) => ({ ...write("x", 0), kind })));
      expect((await all(store)).map(({ kind }) => kind)).toEqual([...kinds].sort());
      await store.close();
    });

    it("let one of many win who change them at the same time, and nobody misses a change", async () => {
      const name = randomUUID();
      const stores = [open(name), open(name)];
      const reader = open(name);
      const seen = new Map<string, number>();
      let revision = 0;
      let isDone = false;
      const read = async () => {
        const changes = await reader.changes(revision);
        for (const { id, revision: at } of changes.records) seen.set(id, at);
        revision = changes.revision;
      };
      const reading = (async () => {
        while (!isDone) await read();
      })();
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (stores[index % 2] as KeyringStore)
            .commit([write("same", 0), write(`own ${index}`, 0)])
            .then(
              async (won) => won ?? (await (stores[index % 2] as KeyringStore).commit([write(`late ${index}`, 0)])),
            ),
        ),
      );
      isDone = true;
      await reading;
      await read();
      expect(new Set(outcomes).size).toBe(40);
      expect(revision).toBe(40);
      const records = await all(reader);
      expect(records.filter(({ id }) => id.startsWith("own"))).toHaveLength(1);
      expect(seen).toEqual(new Map(records.map(({ id, revision: at }) => [id, at])));
      await Promise.all([...stores, reader].map((store) => store.close()));
    });

    it("are those of the store in memory after any commits", async () => {
      for (let seed = 1; seed <= runs; seed += 1) {
        const random = createRandom(seed);
        const subject = open(randomUUID());
        const model = createMemoryStore();
        for (let step = 0; step < 25; step += 1) {
          const ids = ["a", "b", "c", "d"].filter(() => random.below(2) === 0);
          const { revision, records } = await model.changes(0);
          const writes = ids.map((id) => {
            const present = records.find((record) => record.id === id)?.revision ?? 0;
            const expected = random.below(8) === 0 ? random.below(revision + 2) : present;
            return write(id, expected, random.below(4) === 0 ? null : `{"step":${step}}`);
          });
          if (writes.length === 0) continue;
          expect(await subject.commit(writes), `seed ${seed}`).toBe(await model.commit(writes));
        }
        const after = random.below(20);
        expect(await all(subject, after), `seed ${seed}`).toEqual(await all(model, after));
        await subject.close();
      }
    });
  });

  describe("uses", () => {
    it("only get later, and change no revision", async () => {
      const name = randomUUID();
      const [one, other] = [open(name), open(name)];
      await one.touch(
        new Map([
          ["a", 5],
          ["b", 1_790_000_000_000],
        ]),
      );
      await other.touch(
        new Map([
          ["a", 3],
          ["c", 1],
        ]),
      );
      await other.touch(new Map([["a", 7]]));
      expect(new Map(await one.uses())).toEqual(
        new Map([
          ["a", 7],
          ["b", 1_790_000_000_000],
          ["c", 1],
        ]),
      );
      expect(new Map(await other.uses("a"))).toEqual(new Map([["a", 7]]));
      expect((await other.uses("none")).size).toBe(0);
      expect(await one.changes(0)).toEqual({ revision: 0, records: [] });
      await Promise.all([one.close(), other.close()]);
    });
  });
}
