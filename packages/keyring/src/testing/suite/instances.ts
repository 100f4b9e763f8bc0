import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Keyring } from "../../keyring.ts";
import type { StoredCredential } from "../../model/credential.ts";
import { MASTER_KEY, OTHER_MASTER_KEY } from "../master-key.ts";
import { openKeyring, outcomeOf } from "../open-keyring.ts";
import type { StoreSubject } from "../store-subject.ts";

/** Two instances on one store. */
async function openTwo({ open }: StoreSubject, options: Parameters<typeof openKeyring>[0] = {}) {
  const name = randomUUID();
  return Promise.all([openKeyring({ store: open(name), ...options }), openKeyring({ store: open(name), ...options })]);
}

export function testInstances(subject: StoreSubject): void {
  describe("instances that share the store", () => {
    it("start at the same time with one hash key", async () => {
      const [one, other] = await openTwo(subject);
      const { secret } = await one.keys.create({ name: "k" });
      await other.refresh();
      expect(outcomeOf(other, secret)).toBe("ok");
    });

    it("hear of each other's changes by themselves", async () => {
      const [one, other] = await openTwo(subject, { pollEveryMs: 10 });
      const { key, secret } = await one.keys.create({ name: "k" });
      await vi.waitFor(() => expect(outcomeOf(other, secret)).toBe("ok"), { timeout: 5_000, interval: 5 });
      await one.keys.revoke(key.id);
      expect(outcomeOf(one, secret)).toBe("revoked");
      await vi.waitFor(() => expect(outcomeOf(other, secret)).toBe("revoked"), { timeout: 5_000, interval: 5 });
    });

    it("know everything that has been answered elsewhere", async () => {
      const [one, other] = await openTwo(subject);
      const project = await one.projects.create({ name: "p", policy: { preset: "strict" } });
      const policy = await other.policies.save({ name: "rules", project: project.id, document: { block: ["email"] } });
      await one.projects.update(project.id, { policy: { id: policy.id } });
      const { key, secret } = await other.keys.create({ name: "k", project: project.id });
      const credential = await one.credentials.set({
        project: project.id,
        vendor: "groq",
        credential: { apiKey: "k" },
      });
      expect(await other.credentials.list()).toEqual([credential]);
      expect(other.credentials.open({ project: project.id }, "groq")?.credential).toEqual({ apiKey: "k" });
      expect(await one.keys.get(key.id)).toEqual(key);
      expect(one.authenticate(secret)).toMatchObject({ ok: true, principal: { policy: { ref: `${policy.id}@1` } } });
      await other.credentials.delete(credential.id);
      await one.refresh();
      expect(one.credentials.open({ project: project.id }, "groq")).toBeUndefined();
      expect(one.credentials.vendors({ project: project.id })).toEqual([]);
    });

    it("lose no change that is made at the same time", async () => {
      const [one, other] = await openTwo(subject);
      const { key } = await one.keys.create({ name: "k" });
      const fields = [{ models: ["a"] }, { vendors: ["b"] }, { limits: { c: 1 } }, { name: "d" }, { disabled: true }];
      await Promise.all(fields.map((change, index) => (index % 2 ? one : other).keys.update(key.id, change)));
      expect(await one.keys.get(key.id)).toMatchObject(Object.assign({}, ...fields));
    });

    it("number a policy's versions without a gap", async () => {
      const [one, other] = await openTwo(subject);
      const { id } = await one.policies.save({ name: "rules", document: 0 });
      const saved = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 ? one : other).policies.save({ id, document: index + 1 })),
      );
      expect(saved.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
      const versions = await one.policies.list({ id });
      expect(versions.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
      for (const policy of saved) expect(versions).toContainEqual(policy);
    });

    it("keep one credential for each vendor", async () => {
      const [one, other] = await openTwo(subject);
      const set = (keyring: Keyring, apiKey: string): Promise<StoredCredential> =>
        keyring.credentials.set({ vendor: "openai", credential: { apiKey } });
      const saved = await Promise.all([set(one, "key-of-one"), set(other, "key-of-other")]);
      const [listed, ...more] = await one.credentials.list();
      expect(more).toEqual([]);
      await other.refresh();
      const opened = [one, other].map((keyring) => keyring.credentials.open({}, "openai"));
      const expected = listed?.id === saved[0].id ? "key-of-one" : "key-of-other";
      expect(opened).toEqual(opened.map(() => ({ id: listed?.id, credential: { apiKey: expected } })));
    });

    it("change the master key without standing still", async () => {
      const name = randomUUID();
      const start = (...masterKeys: string[]) => openKeyring({ store: subject.open(name), masterKeys });
      const before = await start(MASTER_KEY);
      const { secret } = await before.keys.create({ name: "k" });
      const credential = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "s3cr3t" };
      await before.credentials.set({ vendor: "bedrock", credential });
      const ready = await start(MASTER_KEY, OTHER_MASTER_KEY);
      const changing = await start(OTHER_MASTER_KEY, MASTER_KEY);
      await changing.credentials.set({ vendor: "groq", credential: { apiKey: "under-the-new-one" } });
      await ready.refresh();
      expect(ready.credentials.open({}, "groq")?.credential).toEqual({ apiKey: "under-the-new-one" });

      await expect(start(OTHER_MASTER_KEY)).rejects.toMatchObject({ code: "wrong_master_key" });
      expect(await changing.rewrap()).toEqual({ rewrapped: 2, unreadable: [] });
      expect(await changing.rewrap()).toEqual({ rewrapped: 0, unreadable: [] });

      const after = await start(OTHER_MASTER_KEY);
      await ready.refresh();
      for (const keyring of [ready, changing, after]) {
        expect(outcomeOf(keyring, secret)).toBe("ok");
        expect(keyring.credentials.open({}, "bedrock")?.credential).toEqual(credential);
      }
      await expect(start(MASTER_KEY)).rejects.toMatchObject({ code: "wrong_master_key" });
    });

    it("remember when keys were used last, of all of them the latest", async () => {
      const name = randomUUID();
      const clock = { now: 1_000 };
      const start = () => openKeyring({ store: subject.open(name), now: () => clock.now });
      const [one, other] = await Promise.all([start(), start()]);
      const { key, secret } = await one.keys.create({ name: "k" });
      await other.refresh();
      clock.now = 3_000;
      one.authenticate(secret);
      expect(await one.keys.get(key.id)).toMatchObject({ lastUsedAt: 3_000 });
      clock.now = 2_000;
      other.authenticate(secret);
      await Promise.all([one.close(), other.close()]);
      expect(await (await start()).keys.list()).toMatchObject([{ id: key.id, lastUsedAt: 3_000 }]);
    });
  });
}
