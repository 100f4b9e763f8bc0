import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createKeyring, type KeyringOptions } from "./create-keyring.ts";
import { KeyringError } from "./keyring-error.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { KeyringStore, StoreChanges } from "./store.ts";
import { MASTER_KEY, OTHER_MASTER_KEY } from "./testing/master-key.ts";
import { openKeyring, outcomeOf } from "./testing/open-keyring.ts";

/** A store that can be cut off. */
function createBreakable(inner = createMemoryStore()): KeyringStore & { isDown: boolean } {
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (store.isDown) throw new KeyringError("keyring_unavailable", "down");
    return work();
  };
  const store = {
    isDown: false,
    changes: (after: number) => guard(() => inner.changes(after)),
    commit: (writes: Parameters<KeyringStore["commit"]>[0]) => guard(() => inner.commit(writes)),
    touch: (uses: ReadonlyMap<string, number>) => guard(() => inner.touch(uses)),
    uses: () => guard(() => inner.uses()),
    close: async () => {},
  };
  return store;
}

describe("the master key", () => {
  it("must be the one that the store began with, in whatever form", async () => {
    const store = createMemoryStore();
    const { secret } = await (await openKeyring({ store })).keys.create({ name: "k" });
    const base64 = Buffer.from(MASTER_KEY, "hex").toString("base64");
    expect(outcomeOf(await openKeyring({ store, masterKeys: [base64] }), secret)).toBe("ok");
    for (const wrong of [OTHER_MASTER_KEY, `${MASTER_KEY.slice(0, -1)}e`])
      await expect(openKeyring({ store, masterKeys: [wrong] })).rejects.toMatchObject({
        code: "wrong_master_key",
        message: expect.stringMatching(/give the right one/i),
      });
    expect(await store.changes(0)).toMatchObject({ revision: 2 });
  });

  it("must be there, before anything is done", async () => {
    const store = createMemoryStore();
    await expect(openKeyring({ store, masterKeys: [] })).rejects.toMatchObject({ code: "missing_master_key" });
    await expect(openKeyring({ store, masterKeys: ["too short"] })).rejects.toMatchObject({ param: "masterKeys[0]" });
    expect(await store.changes(0)).toEqual({ revision: 0, records: [] });
  });

  it("may be a passphrase, whose salt is the store's", async () => {
    const store = createMemoryStore();
    const masterKeys = ["correct horse battery staple"];
    const { secret } = await (await openKeyring({ store, masterKeys })).keys.create({ name: "k" });
    expect(outcomeOf(await openKeyring({ store, masterKeys }), secret)).toBe("ok");
  });

  it("makes the same key another one in every store", async () => {
    const secret = "the-same-secret-everywhere";
    const [one, other] = [createMemoryStore(), createMemoryStore()];
    for (const store of [one, other])
      await (await openKeyring({ store })).keys.import({ id: "k", name: "k", sha256: "ab".repeat(32) });
    const hashOf = async (store: KeyringStore) =>
      JSON.parse((await store.changes(0)).records.find(({ kind }) => kind === "key")?.body as string).secrets[0].hash;
    expect(await hashOf(one)).not.toBe(await hashOf(other));
    expect(JSON.stringify(await one.changes(0))).not.toContain(secret);
    expect(JSON.stringify(await one.changes(0))).not.toContain("ab".repeat(32));
  });
});

describe("a keyring whose store does not answer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const open = async (options: Partial<KeyringOptions> & { store: KeyringStore }) =>
    createKeyring({ masterKeys: [MASTER_KEY], ...options });

  it("lets nobody in after a while, and goes on when it is back", async () => {
    const store = createBreakable();
    const errors: unknown[] = [];
    const keyring = await open({ store, onError: (error) => errors.push(error) });
    const { secret } = await keyring.keys.create({ name: "k" });
    await keyring.credentials.set({ vendor: "openai", credential: { apiKey: "k" } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomeOf(keyring, secret)).toBe("ok");
    expect(errors).toEqual([]);

    store.isDown = true;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(outcomeOf(keyring, secret)).toBe("ok");
    await vi.advanceTimersByTimeAsync(2_000);
    for (const attempt of [
      () => keyring.authenticate(secret),
      () => keyring.authenticate("unknown"),
      () => keyring.credentials.open({}, "openai"),
      () => keyring.credentials.vendors({}),
    ])
      expect(attempt).toThrow(expect.objectContaining({ code: "keyring_unavailable" }));
    expect(errors.length).toBeGreaterThan(100);

    store.isDown = false;
    await vi.advanceTimersByTimeAsync(250);
    expect(outcomeOf(keyring, secret)).toBe("ok");
    await keyring.close();
  });

  it("refuses what it should do there, and has done nothing", async () => {
    const store = createBreakable();
    const keyring = await open({ store });
    const { key, secret } = await keyring.keys.create({ name: "k" });
    store.isDown = true;
    for (const attempt of [
      () => keyring.keys.revoke(key.id),
      () => keyring.keys.create({ name: "other" }),
      () => keyring.keys.list(),
      () => keyring.projects.get("p"),
      () => keyring.refresh(),
      () => keyring.rewrap(),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "keyring_unavailable" });
    await expect(open({ store })).rejects.toMatchObject({ code: "keyring_unavailable" });
    store.isDown = false;
    expect(await keyring.keys.list()).toHaveLength(1);
    expect(outcomeOf(keyring, secret)).toBe("ok");
    await keyring.keys.revoke(key.id);
    expect(outcomeOf(keyring, secret)).toBe("revoked");
    await keyring.close();
  });

  it("hangs on no answer that never comes", async () => {
    const inner = createMemoryStore();
    let isStuck = false;
    const never = new Promise<StoreChanges>(() => {});
    const keyring = await open({ store: { ...inner, changes: (after) => (isStuck ? never : inner.changes(after)) } });
    const { secret } = await keyring.keys.create({ name: "k" });
    isStuck = true;
    await vi.advanceTimersByTimeAsync(31_000);
    expect(() => keyring.authenticate(secret)).toThrow(expect.objectContaining({ code: "keyring_unavailable" }));
  });

  it("writes down last uses later", async () => {
    const store = createBreakable();
    const keyring = await open({ store, now: () => 7 });
    const { key, secret } = await keyring.keys.create({ name: "k" });
    keyring.authenticate(secret);
    store.isDown = true;
    await vi.advanceTimersByTimeAsync(16_000);
    store.isDown = false;
    expect((await store.uses()).size).toBe(0);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(await store.uses()).toEqual(new Map([[key.id, 7]]));
    await keyring.close();
  });

  it("sees a revocation elsewhere within its polling time", async () => {
    const store = createMemoryStore();
    const [one, other] = [await open({ store }), await open({ store })];
    const { key, secret } = await one.keys.create({ name: "k" });
    await vi.advanceTimersByTimeAsync(250);
    expect(outcomeOf(other, secret)).toBe("ok");
    await one.keys.revoke(key.id);
    await vi.advanceTimersByTimeAsync(250);
    expect(outcomeOf(other, secret)).toBe("revoked");
    await Promise.all([one.close(), other.close()]);
  });
});

describe("a keyring", () => {
  it("follows a store that was restored from a copy", async () => {
    const inner = createMemoryStore();
    let copy: StoreChanges | undefined;
    const store: KeyringStore = { ...inner, changes: async (after) => copy ?? inner.changes(after) };
    const keyring = await openKeyring({ store });
    const early = await keyring.keys.create({ name: "early" });
    const restored = await inner.changes(0);
    const late = await keyring.keys.create({ name: "late" });
    await keyring.credentials.set({ vendor: "openai", credential: { apiKey: "k" } });
    copy = restored;
    await keyring.refresh();
    expect(outcomeOf(keyring, early.secret)).toBe("ok");
    expect(outcomeOf(keyring, late.secret)).toBe("unknown");
    expect(keyring.credentials.vendors({})).toEqual([]);
    expect(await keyring.keys.list()).toHaveLength(1);
  });

  it("lets nobody in by a key whose project or policy the store has lost", async () => {
    for (const lost of ["project", "policy"]) {
      const inner = createMemoryStore();
      const keyring = await openKeyring({ store: inner });
      const { id } = await keyring.policies.save({ name: "rules", document: 1 });
      const { id: project } = await keyring.projects.create({ name: "p", policy: { id } });
      const { secret } = await keyring.keys.create({ name: "k", project });
      const store: KeyringStore = {
        ...inner,
        async changes(after) {
          const { revision, records } = await inner.changes(after);
          return { revision, records: records.filter(({ kind }) => kind !== lost) };
        },
      };
      const damaged = await openKeyring({ store });
      expect(() => damaged.authenticate(secret)).toThrow(expect.objectContaining({ code: "keyring_unavailable" }));
    }
  });

  it("lets nobody into another account by a key that was put there", async () => {
    const inner = createMemoryStore();
    const keyring = await openKeyring({ store: inner });
    const { id: project } = await keyring.projects.create({ name: "p", account: "victim" });
    const { secret } = await keyring.keys.create({ name: "k", account: "attacker" });
    const { revision, records } = await inner.changes(0);
    for (const record of records)
      if (record.kind === "key") record.body = JSON.stringify({ ...JSON.parse(record.body as string), project });
    const changed = await openKeyring({ store: { ...inner, changes: async () => ({ revision, records }) } });
    expect(() => changed.authenticate(secret)).toThrow(expect.objectContaining({ code: "keyring_unavailable" }));
  });

  it("does not begin anew where the store has lost what it began with", async () => {
    const inner = createMemoryStore();
    await (await openKeyring({ store: inner })).keys.create({ name: "k" });
    const { revision, records } = await inner.changes(0);
    const remaining = { revision, records: records.filter(({ kind }) => kind !== "secret") };
    const start = openKeyring({ store: { ...inner, changes: async () => remaining } });
    await expect(start).rejects.toMatchObject({ code: "damaged_secret" });
    expect(await inner.changes(0)).toEqual({ revision, records });
  });

  it("ignores records of kinds that it does not know, and stops at those it cannot read", async () => {
    const inner = createMemoryStore();
    const keyring = await openKeyring({ store: inner });
    const { secret } = await keyring.keys.create({ name: "k" });
    const withRecord = (kind: string, body: string): KeyringStore => ({
      ...inner,
      async changes(after) {
        const { revision, records } = await inner.changes(after);
        return { revision, records: [...records, { kind, id: "x", revision, body }] };
      },
    });
    expect(outcomeOf(await openKeyring({ store: withRecord("wallet", '{"id":"x"}') }), secret)).toBe("ok");
    const failure: unknown = await openKeyring({ store: withRecord("key", "canary {") }).catch((error) => error);
    expect(failure).toMatchObject({ code: "keyring_unavailable" });
    expect(inspect(failure)).not.toContain("canary");
  });

  it("closes once, and its store with it", async () => {
    let closed = 0;
    const store = createMemoryStore();
    const keyring = await createKeyring({
      store: {
        ...store,
        async close() {
          closed += 1;
        },
      },
      masterKeys: [MASTER_KEY],
    });
    await Promise.all([keyring.close(), keyring.close()]);
    await keyring.close();
    expect(closed).toBe(1);
  });

  it("says what is wrong with its options", async () => {
    for (const [options, param] of [
      [{ pollEveryMs: 0 }, "pollEveryMs"],
      [{ maxStaleMs: 10 }, "maxStaleMs"],
      [{ maxStaleMs: Number.POSITIVE_INFINITY }, "maxStaleMs"],
    ] as const)
      await expect(openKeyring(options)).rejects.toMatchObject({ code: "invalid_argument", param });
  });

  it("gives each key the same principal until something changes", async () => {
    const keyring = await openKeyring();
    const { key, secret } = await keyring.keys.create({ name: "k" });
    const principal = () => {
      const answer = keyring.authenticate(secret);
      return answer.ok ? answer.principal : undefined;
    };
    const before = principal();
    expect(principal()).toBe(before);
    await keyring.keys.update(key.id, { name: "new" });
    expect(principal()).toEqual({ ...before, keyName: "new" });
  });
});
