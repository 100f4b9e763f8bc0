import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { AuditOptions } from "./audit.ts";
import { AuditStoreError } from "./audit-error.ts";
import { createAudit } from "./create-audit.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { ListQuery } from "./query/queries.ts";
import type { AuditStore } from "./store.ts";
import { newDirectory, openAudit, pages } from "./testing/audit-bench.ts";
import { KEY } from "./testing/key.ts";
import { recordOf } from "./testing/records.ts";

/** A store in memory that can be out of reach, and outlives the audit trails that close it. */
function createFlakyStore() {
  const store = createMemoryStore();
  const state = { isDown: false, groups: 0 };
  const flaky: AuditStore = {
    ...store,
    async append(group) {
      if (state.isDown) throw new AuditStoreError("The store is down.");
      state.groups += 1;
      return store.append(group);
    },
    close: async () => {},
  };
  return Object.assign(state, { store: flaky });
}

const journals = (directory: string): string[] => readdirSync(directory).filter((file) => file.endsWith(".journal"));
const idsOf = async (store: AuditStore): Promise<string[]> => {
  const entries = await pages(openAudit({ store }), { account: "acme" });
  return entries.map(({ record }) => record.correlationId).sort();
};
const STORE_ERROR = { name: "AuditStoreError" };

describe("the journal", () => {
  it("keeps what the store does not take, until it does", async () => {
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const audit = openAudit({ store: flaky.store, onError: () => {} });
    audit.append(recordOf(1));
    await expect(audit.flush()).rejects.toMatchObject(STORE_ERROR);
    expect(await audit.get("req_1", { account: "acme" })).toMatchObject({ seq: null });
    flaky.isDown = false;
    audit.append(recordOf(2));
    await audit.flush();
    expect(await idsOf(flaky.store)).toEqual(["req_1", "req_2"]);
  });

  it("is left to the next process by one that could not empty it, and goes with the last record", async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const told: unknown[] = [];
    const first = openAudit({ store: flaky.store, directory, onError: (error) => told.push(error) });
    for (const index of [1, 2, 3]) first.append(recordOf(index));
    await first.close();
    expect(told).toEqual([expect.objectContaining(STORE_ERROR)]);
    expect(journals(directory)).toHaveLength(1);

    flaky.isDown = false;
    const second = openAudit({ store: flaky.store, directory });
    await second.flush();
    expect(await idsOf(flaky.store)).toEqual(["req_1", "req_2", "req_3"]);
    await second.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is taken over also by one that runs already", async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const dying = openAudit({ store: flaky.store, directory, onError: () => {} });
    dying.append(recordOf(1));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    try {
      const running = openAudit({ store: flaky.store, directory });
      await running.flush();
      await dying.close();
      flaky.isDown = false;
      expect(journals(directory)).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(61_000);
      await running.flush();
    } finally {
      vi.useRealTimers();
    }
    expect(await idsOf(flaky.store)).toEqual(["req_1"]);
  });

  it("is not taken from somebody who lives", async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const first = openAudit({ store: flaky.store, directory, onError: () => {} });
    first.append(recordOf(1));
    const store = createMemoryStore();
    const second = openAudit({ store, directory });
    await second.flush();
    expect(await store.accounts()).toEqual([]);
    expect(journals(directory)).toHaveLength(1);
    flaky.isDown = false;
    await first.flush();
    expect(await idsOf(flaky.store)).toEqual(["req_1"]);
  });

  it("may end in the middle of a line, and loses nothing by lines that are no records", async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const first = openAudit({ store: flaky.store, directory, onError: () => {} });
    for (const index of [1, 2, 3]) first.append(recordOf(index));
    await first.close();
    const [name = ""] = journals(directory);
    const path = join(directory, name);
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [lines[0], "{}", "", lines[1], lines[2], lines[0]?.slice(0, 90)].join("\n"));

    flaky.isDown = false;
    const told: unknown[] = [];
    const second = openAudit({ store: flaky.store, directory, onError: (error) => told.push(error) });
    await second.flush();
    expect(await idsOf(flaky.store)).toEqual(["req_1", "req_2", "req_3"]);
    expect(told).toEqual([expect.objectContaining({ code: "journal_corrupt" })]);
    expect(journals(directory)).toEqual([]);
    expect(readdirSync(directory)).toContain(`${name}.corrupt`);
  });

  it("is not taken in twice when it comes back", async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const first = openAudit({ store: flaky.store, directory, onError: () => {} });
    first.append(recordOf(1));
    await first.close();
    const [name = ""] = journals(directory);
    const bytes = readFileSync(join(directory, name));
    flaky.isDown = false;
    const second = openAudit({ store: flaky.store, directory });
    await second.flush();

    // As after a crash between the store's answer and the file's removal.
    writeFileSync(join(directory, name), bytes);
    appendFileSync(join(directory, name), bytes.toString().replace("req_1", "req_9"));
    const third = openAudit({ store: flaky.store, directory });
    await third.flush();
    expect(await idsOf(flaky.store)).toEqual(["req_1", "req_9"]);
  });

  it("has bounds, and says when they are reached", async () => {
    const flaky = createFlakyStore();
    flaky.isDown = true;
    const audit = openAudit({ store: flaky.store, maxJournalBytes: 65_536, onError: () => {} });
    let taken = 0;
    const fill = (): void => {
      for (; taken < 10_000; taken += 1) audit.append(recordOf(taken + 1));
    };
    expect(fill).toThrow(expect.objectContaining({ code: "journal_full" }));
    flaky.isDown = false;
    await audit.flush();
    audit.append(recordOf(0));
    await audit.flush();
    expect(await idsOf(flaky.store)).toHaveLength(taken + 1);
  });

  it("begins new files, and removes those that are done", { timeout: 60_000 }, async () => {
    const directory = newDirectory();
    const flaky = createFlakyStore();
    const audit = openAudit({ store: flaky.store, directory });
    const count = 12_000;
    for (let index = 0; index < count; index += 1) audit.append(recordOf(index));
    expect(journals(directory).length).toBeGreaterThan(1);
    await audit.flush();
    expect(journals(directory)).toHaveLength(1);
    expect(await audit.head("acme")).toMatchObject({ seq: count });
  });

  it("says when it cannot be written", async () => {
    const directory = newDirectory();
    const audit = openAudit({ directory, onError: () => {} });
    rmSync(directory, { recursive: true });
    expect(() => audit.append(recordOf(1))).toThrow(expect.objectContaining({ code: "journal_failed" }));
    await audit.close();
    writeFileSync(directory, "a file where a folder should be");
    expect(() => openAudit({ directory })).toThrow(expect.objectContaining({ code: "journal_failed" }));
  });
});

describe("an audit trail", () => {
  it("writes together what comes together", async () => {
    const flaky = createFlakyStore();
    const audit = openAudit({ store: flaky.store });
    for (let index = 0; index < 100; index += 1) audit.append(recordOf(index));
    await audit.flush();
    expect(flaky.groups).toBe(2);
  });

  it("keeps nothing of a record that it refuses", async () => {
    const audit = openAudit();
    expect(() => audit.append({ ...recordOf(1), status: 1.5 })).toThrow(
      expect.objectContaining({ code: "invalid_record" }),
    );
    await audit.flush();
    expect(await audit.accounts()).toEqual([]);
  });

  it("does not go on from a chain that was set back", async () => {
    const before = createMemoryStore();
    let current = before;
    const store: AuditStore = { ...before, append: (group) => current.append(group) };
    const audit = openAudit({ store, onError: () => {} });
    audit.append(recordOf(1));
    await audit.flush();
    current = createMemoryStore();
    audit.append(recordOf(2));
    await expect(audit.flush()).rejects.toMatchObject({
      code: "untrusted_head",
      message: expect.stringContaining("set back"),
    });
  });

  it("takes no more records once it is closed", async () => {
    const audit = openAudit();
    const closed = audit.close();
    expect(() => audit.append(recordOf(1))).toThrow(expect.objectContaining({ code: "closed" }));
    await closed;
    await audit.close();
  });

  it("knows which accounts it has no chain of", async () => {
    const audit = openAudit();
    const unknown = { code: "unknown_account" };
    await expect(audit.head("nobody")).rejects.toMatchObject(unknown);
    await expect(audit.exportJsonl("nobody").next()).rejects.toMatchObject(unknown);
    expect(await audit.cut({ account: "nobody", before: 5 })).toEqual([]);
  });

  it("does not pass off as whole an export that records were cut from meanwhile", async () => {
    const audit = openAudit();
    for (let index = 0; index < 10; index += 1) audit.append(recordOf(index));
    await audit.flush();
    const lines = audit.exportJsonl("acme");
    await lines.next();
    await audit.cut({ before: recordOf(5).time });
    const rest = async (): Promise<void> => {
      for await (const _ of lines);
    };
    await expect(rest()).rejects.toMatchObject({ code: "export_interrupted" });
  });

  it.each<[param: string, query: Partial<ListQuery>]>([
    ["account", { account: "" }],
    ["account", { account: "\0" }],
    ["account", { account: "x".repeat(257) }],
    ["keyId", { keyId: "\ud800" }],
    ["outcome", { outcome: "fine" as "failed" }],
    ["limit", { limit: 0 }],
    ["limit", { limit: 1_001 }],
    ["after", { after: "1; DROP TABLE" }],
    ["from", { from: -1 }],
    ["to", { to: 1.5 }],
  ])("refuses a wrong %s", async (param, query) => {
    const audit = openAudit();
    await expect(audit.list({ account: "acme", ...query })).rejects.toMatchObject({ code: "invalid_argument", param });
  });

  it("refuses other wrong arguments", async () => {
    const audit = openAudit();
    const usage = audit.usage({ account: "acme", groupBy: "colour" as "key" });
    await expect(usage).rejects.toMatchObject({ param: "groupBy" });
    await expect(audit.get("", { account: "acme" })).rejects.toMatchObject({ param: "correlationId" });
    await expect(audit.cut({ before: Number.NaN })).rejects.toMatchObject({ param: "before" });
    await expect(audit.head(undefined as unknown as string)).rejects.toMatchObject({ param: "account" });
  });

  it.each<[param: string, options: Partial<AuditOptions>]>([
    ["store", { store: {} as AuditStore }],
    ["directory", { directory: "" }],
    ["signingKey", { signingKey: "secret" as unknown as AuditOptions["signingKey"] }],
    ["publicKey", { publicKeys: ["no key"] }],
    ["checkpointEvery", { checkpointEvery: 0 }],
    ["checkpointMs", { checkpointMs: 0.5 }],
    ["maxJournalBytes", { maxJournalBytes: 1 }],
  ])("refuses a wrong %s", (param, options) => {
    const create = () =>
      createAudit({ store: createMemoryStore(), directory: newDirectory(), signingKey: KEY, ...options });
    expect(create).toThrow(expect.objectContaining({ code: "invalid_argument", param }));
  });
});
