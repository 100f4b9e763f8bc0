import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../memory/memory-store.ts";
import type { HubKeyChanges, ImportedHubKey, NewHubKey } from "../model/hub-key.ts";
import { openKeyring, outcomeOf } from "../testing/open-keyring.ts";

const DAY = 86_400_000;
const sha256 = (text: string) => hash("sha256", text, "hex");

/** A keyring whose clock the test sets. */
async function open(options: Parameters<typeof openKeyring>[0] = {}) {
  const clock = { now: Date.UTC(2026, 10, 22) };
  return { clock, keyring: await openKeyring({ now: () => clock.now, ...options }) };
}

describe("a hub key", () => {
  it("is shown once, and lets in whoever has it", async () => {
    const { keyring, clock } = await open();
    const { key, secret } = await keyring.keys.create({
      name: "CI",
      models: ["openai/*", "oah/*", "openai/*"],
      vendors: ["openai"],
      limits: [{ usd: { per: "month", max: 25 } }],
      expiresAt: clock.now + DAY,
    });
    expect(secret).toMatch(/^os_hub_/);
    expect(key).toEqual({
      id: expect.stringMatching(/^key_/),
      name: "CI",
      account: "default",
      hint: `os_hub_…${secret.slice(-4)}`,
      models: ["openai/*", "oah/*"],
      vendors: ["openai"],
      limits: [{ usd: { per: "month", max: 25 } }],
      createdAt: clock.now,
      expiresAt: clock.now + DAY,
      disabled: false,
      overlaps: [],
    });
    expect(keyring.authenticate(secret)).toEqual({
      ok: true,
      principal: {
        keyId: key.id,
        keyName: "CI",
        account: "default",
        models: ["openai/*", "oah/*"],
        vendors: ["openai"],
        limits: [{ usd: { per: "month", max: 25 } }],
      },
    });
    expect(await keyring.keys.get(key.id)).toEqual({ ...key, lastUsedAt: clock.now });
    expect(JSON.stringify(await keyring.keys.list())).not.toContain(secret.slice(7, 40));
  });

  it("cannot be changed by who has been given it", async () => {
    const { keyring } = await open();
    const given = { name: "k", models: ["a"], limits: { max: 1 } };
    const { secret } = await keyring.keys.create(given);
    given.models.push("b");
    given.limits.max = 2;
    const answer = keyring.authenticate(secret);
    expect(answer).toMatchObject({ principal: { models: ["a"], limits: { max: 1 } } });
    if (!answer.ok) return;
    expect(() => Object.assign(answer.principal, { account: "other" })).toThrow(TypeError);
    expect(() => Object.assign(answer.principal.limits as object, { max: 9 })).toThrow(TypeError);
    expect(() => (answer.principal.models as string[]).push("c")).toThrow(TypeError);
  });

  it("is refused where nobody knows it, or it cannot be one", async () => {
    const { keyring } = await open();
    const { secret } = await keyring.keys.create({ name: "k" });
    for (const [token, reason] of [
      [undefined, "malformed"],
      ["", "malformed"],
      [`${secret} `, "malformed"],
      [`${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`, "malformed"],
      [secret.slice(0, -1), "unknown"],
      [secret.slice(0, 50), "unknown"],
      [secret.toLowerCase().slice(0, 40), "unknown"],
      ["__proto__", "unknown"],
      [`os_hub_${"A".repeat(43)}XnGOrA`, "unknown"],
    ] as const)
      expect(keyring.authenticate(token)).toEqual({ ok: false, reason });
  });

  it("expires to the millisecond, and lives on when its time is put off", async () => {
    const { keyring, clock } = await open();
    const { key, secret } = await keyring.keys.create({ name: "k", expiresAt: clock.now + DAY });
    clock.now += DAY - 1;
    expect(outcomeOf(keyring, secret)).toBe("ok");
    clock.now += 1;
    expect(keyring.authenticate(secret)).toEqual({ ok: false, reason: "expired", keyId: key.id });
    await keyring.keys.update(key.id, { expiresAt: clock.now + 1 });
    expect(outcomeOf(keyring, secret)).toBe("ok");
    await keyring.keys.update(key.id, { expiresAt: null });
    clock.now += 1_000 * DAY;
    expect(outcomeOf(keyring, secret)).toBe("ok");
  });

  it("is disabled for a while, and revoked for good", async () => {
    const { keyring, clock } = await open();
    const { key, secret } = await keyring.keys.create({ name: "k" });
    await keyring.keys.update(key.id, { disabled: true });
    expect(outcomeOf(keyring, secret)).toBe("disabled");
    await keyring.keys.update(key.id, { disabled: false });
    expect(outcomeOf(keyring, secret)).toBe("ok");
    const revoked = await keyring.keys.revoke(key.id);
    expect(revoked).toMatchObject({ revokedAt: clock.now });
    clock.now += 1;
    expect(await keyring.keys.revoke(key.id)).toEqual({ ...revoked, lastUsedAt: clock.now - 1 });
    expect(keyring.authenticate(secret)).toEqual({ ok: false, reason: "revoked", keyId: key.id });
    for (const change of [keyring.keys.update(key.id, { disabled: false }), keyring.keys.rotate(key.id)])
      await expect(change).rejects.toMatchObject({ code: "conflict" });
    expect(outcomeOf(keyring, secret)).toBe("revoked");
  });

  it("is changed in what is said, and in nothing else", async () => {
    const { keyring } = await open();
    const { key } = await keyring.keys.create({ name: "k", models: ["a"], vendors: ["b"], limits: { c: 1 } });
    const renamed = await keyring.keys.update(key.id, { name: "new" });
    expect(renamed).toEqual({ ...key, name: "new" });
    const { models: _, limits: __, ...rest } = renamed;
    expect(await keyring.keys.update(key.id, { models: null, limits: null, vendors: [] })).toEqual({
      ...rest,
      vendors: [],
    });
  });
});

describe("the rotation of a key", () => {
  it("lets both secrets in until the overlap ends", async () => {
    const { keyring, clock } = await open();
    const { key, secret } = await keyring.keys.create({ name: "k", models: ["a"] });
    const rotated = await keyring.keys.rotate(key.id, { overlapMs: 1_000 });
    expect(rotated.key).toEqual({
      ...key,
      hint: `os_hub_…${rotated.secret.slice(-4)}`,
      overlaps: [{ until: clock.now + 1_000 }],
    });
    clock.now += 999;
    for (const text of [secret, rotated.secret])
      expect(keyring.authenticate(text)).toMatchObject({ ok: true, principal: { keyId: key.id, models: ["a"] } });
    clock.now += 1;
    expect(keyring.authenticate(secret)).toEqual({ ok: false, reason: "expired", keyId: key.id });
    expect(outcomeOf(keyring, rotated.secret)).toBe("ok");
    expect(await keyring.keys.get(key.id)).toMatchObject({ overlaps: [] });
  });

  it("lets the old secret in for a day, unless told otherwise", async () => {
    const { keyring, clock } = await open();
    const { key } = await keyring.keys.create({ name: "k" });
    expect((await keyring.keys.rotate(key.id)).key.overlaps).toEqual([{ until: clock.now + DAY }]);
  });

  it("ends all earlier secrets at once without an overlap, and never prolongs one", async () => {
    const { keyring, clock } = await open();
    const { key, secret } = await keyring.keys.create({ name: "k" });
    const second = await keyring.keys.rotate(key.id, { overlapMs: 1_000 });
    const third = await keyring.keys.rotate(key.id, { overlapMs: DAY });
    expect(third.key.overlaps.map(({ until }) => until - clock.now)).toEqual([DAY, 1_000]);
    expect([secret, second.secret, third.secret].map((text) => outcomeOf(keyring, text))).toEqual(["ok", "ok", "ok"]);
    const fourth = await keyring.keys.rotate(key.id, { overlapMs: 0 });
    expect(fourth.key.overlaps).toEqual([]);
    for (const old of [secret, second.secret, third.secret]) expect(outcomeOf(keyring, old)).not.toBe("ok");
    expect(outcomeOf(keyring, fourth.secret)).toBe("ok");
  });

  it("leaves a bounded number of secrets", async () => {
    const { keyring } = await open();
    const { key } = await keyring.keys.create({ name: "k" });
    for (let count = 1; count < 9; count += 1) {
      const rotation = keyring.keys.rotate(key.id);
      if (count < 8) await rotation;
      else await expect(rotation).rejects.toMatchObject({ code: "conflict" });
    }
    await keyring.keys.rotate(key.id, { overlapMs: 0 });
  });

  it("keeps a revoked key's secrets out, all of them", async () => {
    const { keyring } = await open();
    const { key, secret } = await keyring.keys.create({ name: "k" });
    const rotated = await keyring.keys.rotate(key.id);
    await keyring.keys.revoke(key.id);
    expect([secret, rotated.secret].map((text) => outcomeOf(keyring, text))).toEqual(["revoked", "revoked"]);
  });
});

describe("a key from elsewhere", () => {
  const secret = `os_hub_${"k".repeat(43)}`;
  const imported = { id: "key_1", name: "old", sha256: sha256(secret), createdAt: 5 };

  it("is taken over by its hash, once", async () => {
    const { keyring } = await open();
    const key = await keyring.keys.import(imported);
    expect(key).toEqual({ id: "key_1", name: "old", account: "default", createdAt: 5, disabled: false, overlaps: [] });
    expect(outcomeOf(keyring, secret)).toBe("ok");
    await keyring.keys.update("key_1", { name: "renamed" });
    expect(await keyring.keys.import(imported)).toMatchObject({ name: "renamed", lastUsedAt: expect.any(Number) });
  });

  it("stays revoked when it is taken over again", async () => {
    const { keyring } = await open();
    await keyring.keys.import(imported);
    await keyring.keys.revoke("key_1");
    expect(await keyring.keys.import(imported)).toMatchObject({ revokedAt: expect.any(Number) });
    expect(outcomeOf(keyring, secret)).toBe("revoked");
  });

  it("takes nobody's place", async () => {
    const { keyring } = await open({ bootstrapKey: "the bootstrap key".replaceAll(" ", "-") });
    await keyring.keys.import(imported);
    for (const other of [
      { ...imported, id: "key_2" },
      { ...imported, sha256: sha256("other") },
      { ...imported, id: "bootstrap", sha256: sha256("other") },
      { ...imported, id: "key_3", sha256: sha256("the-bootstrap-key") },
    ])
      await expect(keyring.keys.import(other)).rejects.toMatchObject({ code: "already_exists" });
  });

  it("gets a secret of ours when it is rotated", async () => {
    const { keyring } = await open();
    await keyring.keys.import(imported);
    const rotated = await keyring.keys.rotate("key_1", { overlapMs: 0 });
    expect(rotated.secret).toMatch(/^os_hub_[\w-]{49}$/);
    expect(outcomeOf(keyring, secret)).toBe("unknown");
    expect(outcomeOf(keyring, rotated.secret)).toBe("ok");
  });
});

describe("the bootstrap key", () => {
  const bootstrapKey = "any-visible~ASCII!";

  it("is accepted as long as it is configured", async () => {
    const store = createMemoryStore();
    const { keyring, clock } = await open({ store, bootstrapKey });
    expect(keyring.authenticate(bootstrapKey)).toEqual({
      ok: true,
      principal: { keyId: "bootstrap", keyName: "bootstrap", account: "default" },
    });
    expect(await keyring.keys.list()).toMatchObject([{ id: "bootstrap", lastUsedAt: clock.now }]);
    expect(JSON.stringify(await keyring.keys.list())).not.toContain("SCII");
    const { keyring: other } = await open({ store });
    expect(outcomeOf(other, bootstrapKey)).toBe("unknown");
    expect(await other.keys.list()).toEqual([]);
  });

  it("is changed nowhere else", async () => {
    const { keyring } = await open({ bootstrapKey });
    for (const change of [
      keyring.keys.revoke("bootstrap"),
      keyring.keys.update("bootstrap", { name: "x" }),
      keyring.keys.rotate("bootstrap"),
    ])
      await expect(change).rejects.toMatchObject({ code: "conflict" });
  });

  it("does not bring a revoked key back", async () => {
    const { keyring } = await open({ bootstrapKey });
    const store = createMemoryStore();
    const { keyring: before } = await open({ store });
    const { key, secret } = await before.keys.create({ name: "k" });
    await before.keys.revoke(key.id);
    const { keyring: after } = await open({ store, bootstrapKey: secret });
    expect(outcomeOf(after, secret)).toBe("revoked");
    expect(outcomeOf(keyring, bootstrapKey)).toBe("ok");
  });

  it("is refused where it is none", async () => {
    const mistyped = `os_hub_${"A".repeat(49)}`;
    for (const wrong of ["", "a b", "é", "x".repeat(600), mistyped])
      await expect(openKeyring({ bootstrapKey: wrong })).rejects.toMatchObject({
        code: "invalid_argument",
        param: "bootstrapKey",
        message: expect.not.stringContaining(wrong === "" ? mistyped : wrong),
      });
  });
});

describe("wrong arguments for keys", () => {
  it("are named, and change nothing", async () => {
    const { keyring, clock } = await open();
    const { key } = await keyring.keys.create({ name: "k" });
    const create = (fields: object) => keyring.keys.create({ name: "k", ...fields } as NewHubKey);
    const update = (fields: object) => keyring.keys.update(key.id, fields as HubKeyChanges);
    const take = (fields: object) =>
      keyring.keys.import({ id: "i", name: "k", sha256: sha256("x"), ...fields } as ImportedHubKey);
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    for (const [attempt, param] of [
      [() => create({ name: "" }), "name"],
      [() => create({ name: "two\nlines" }), "name"],
      [() => create({ name: "x".repeat(201) }), "name"],
      [() => create({ account: "a b" }), "account"],
      [() => create({ project: "" }), "project"],
      [() => create({ expiresAt: clock.now }), "expiresAt"],
      [() => create({ expiresAt: Math.floor(clock.now / 1_000) + 3_600 }), "expiresAt"],
      [() => create({ expiresAt: "2027-01-01" }), "expiresAt"],
      [() => create({ expiresAt: Number.NaN }), "expiresAt"],
      [() => create({ models: "openai/*" }), "models"],
      [() => create({ models: ["a", ""] }), "models[1]"],
      [() => create({ models: Array(1_001).fill("a") }), "models"],
      [() => create({ vendors: ["OpenAI"] }), "vendors[0]"],
      [() => create({ limits: cyclic }), "limits"],
      [() => create({ limits: { max: Number.NaN } }), "limits"],
      [() => create({ limits: { max: 1n } }), "limits"],
      [() => create({ limits: new Map() }), "limits"],
      [() => create({ limits: { text: "x".repeat(65_536) } }), "limits"],
      [() => create({ expires_at: 5 }), "key"],
      [() => keyring.keys.create(null as unknown as NewHubKey), "key"],
      [() => update({ name: null }), "name"],
      [() => update({ disabled: "yes" }), "disabled"],
      [() => update({ disabled: null }), "disabled"],
      [() => update({ expiresAt: "never" }), "expiresAt"],
      [() => update({ account: "other" }), "changes"],
      [() => take({ sha256: "x" }), "sha256"],
      [() => take({ id: "../x" }), "id"],
      [() => take({ createdAt: -1 }), "createdAt"],
      [() => keyring.keys.rotate(key.id, { overlapMs: -1 }), "overlapMs"],
      [() => keyring.keys.rotate(key.id, { overlapMs: 1e12 }), "overlapMs"],
      [() => keyring.keys.get(7 as unknown as string), "id"],
      [() => keyring.keys.list({ projects: "x" } as object), "filter"],
    ] as const)
      await expect(attempt(), param).rejects.toMatchObject({ code: "invalid_argument", param });
    for (const attempt of [
      keyring.keys.get("key_none"),
      keyring.keys.update("key_none", { name: "x" }),
      keyring.keys.revoke("__proto__"),
      keyring.keys.rotate("key_none"),
      create({ project: "prj_none" }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: "not_found" });
    expect(await keyring.keys.list()).toEqual([key]);
  });
});
