import { describe, expect, it } from "vitest";
import { startAdmin } from "./start-admin.ts";

describe("keys", () => {
  it("are shown once, let in, and can be changed, rotated and revoked", async () => {
    const { ask, keyring } = await startAdmin();
    const limits = [{ requests: { per: "minute", max: 60 } }, { usd: { per: "month", max: 25 } }];
    const made = await ask("POST", "/keys", {
      name: "ci",
      limits,
      models: ["oah/*"],
      expires_at: "2099-01-01T00:00:00Z",
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "ci", status: "active", project: null, models: ["oah/*"], vendors: null });
    expect(made.body.key).toMatch(/^os_hub_/);
    expect(made.body.limits).toEqual([
      { requests: { per: "minute", max: 60 }, of: "key" },
      { usd: { per: "month", max: "25" }, of: "key" },
    ]);
    const { id, key } = made.body;
    expect(keyring.authenticate(key).ok).toBe(true);

    const seen = [await ask("GET", "/keys"), await ask("GET", `/keys/${id}`)];
    for (const { body } of seen) expect(JSON.stringify(body)).not.toContain(key);

    const changed = await ask("PATCH", `/keys/${id}`, { name: "ci 2", models: null, limits: null, expires_at: null });
    expect(changed.body).toMatchObject({ name: "ci 2", models: null, limits: [], expires_at: null });

    const rotated = await ask("POST", `/keys/${id}/rotate`, { overlap_seconds: 60 });
    expect(rotated.body).toMatchObject({ id, overlaps_until: [expect.any(String)] });
    expect(keyring.authenticate(rotated.body.key).ok).toBe(true);
    expect(keyring.authenticate(key).ok).toBe(true);
    const again = await ask("POST", `/keys/${id}/rotate`, { overlap_seconds: 0 });
    expect(keyring.authenticate(rotated.body.key).ok).toBe(false);

    const revoked = await ask("DELETE", `/keys/${id}`);
    expect(revoked.body).toMatchObject({ id, status: "revoked", revoked_at: expect.any(String) });
    expect(keyring.authenticate(again.body.key).ok).toBe(false);
  });

  it("of a project say so, and end with it", async () => {
    const { ask, keyring } = await startAdmin();
    const project = await ask("POST", "/projects", { name: "Support" });
    const { body } = await ask("POST", "/keys", { name: "bot", project: project.body.id });
    expect(body.key).toMatch(/^oah_/);
    await ask("POST", "/keys", { name: "other" });
    const { body: list } = await ask("GET", `/keys?project=${project.body.id}`);
    expect(list.data.map(({ name }: { name: string }) => name)).toEqual(["bot"]);
    const archived = await ask("POST", `/projects/${project.body.id}/archive`);
    expect(archived.body.archived_at).toEqual(expect.any(String));
    expect(keyring.authenticate(body.key)).toMatchObject({ ok: false, reason: "project_archived" });
  });
});

describe("projects", () => {
  it("take a preset, a stored policy, or one of their own in versions", async () => {
    const { ask } = await startAdmin();
    const { body: project } = await ask("POST", "/projects", { name: "Support", policy: "strict", regions: ["eu"] });
    expect(project).toMatchObject({ policy: "strict", regions: ["eu"], limits: [] });
    const own = await ask("PATCH", `/projects/${project.id}`, { policy: { preset: "strict", names: false } });
    const policyId = own.body.policy;
    expect(policyId).toMatch(/^pol_/);
    const next = await ask("PATCH", `/projects/${project.id}`, { policy: { preset: "balanced" } });
    expect(next.body.policy).toBe(policyId);
    const versions = await ask("GET", `/policies/${policyId}/versions`);
    expect(versions.body.data).toMatchObject([
      { version: 2, policy: { preset: "balanced" }, project: project.id },
      { version: 1, policy: { preset: "strict", names: false } },
    ]);
    const pinned = await ask("PATCH", `/projects/${project.id}`, { policy: `${policyId}@1` });
    expect(pinned.body.policy).toBe(`${policyId}@1`);
    const bad = await ask("PATCH", `/projects/${project.id}`, { policy: { preset: "strict", nonsense: 1 } });
    expect(bad.status).toBe(400);
    expect((await ask("PATCH", `/projects/${project.id}`, { policy: null })).body.policy).toBeNull();
  });

  it("have limits of their own by default", async () => {
    const { ask } = await startAdmin();
    const { body } = await ask("POST", "/projects", { name: "a", limits: [{ usd: { per: "day", max: "0.5" } }] });
    expect(body.limits).toEqual([{ usd: { per: "day", max: "0.5" }, of: "project" }]);
    expect((await ask("PATCH", `/projects/${body.id}`, { limits: null })).body.limits).toEqual([]);
  });

  it("that are made with a policy of their own have it from the start", async () => {
    const { ask } = await startAdmin();
    const { body } = await ask("POST", "/projects", { name: "a", policy: { preset: "relaxed" } });
    const { body: policy } = await ask("GET", `/policies/${body.policy}`);
    expect(policy).toMatchObject({ version: 1, project: body.id, policy: { preset: "relaxed" } });
    expect((await ask("POST", "/projects", { name: "b", policy: { preset: "?" } })).status).toBe(400);
    expect((await ask("GET", "/projects")).body.data).toHaveLength(1);
    const allowedValues = Array.from({ length: 15_000 }, (_, index) => `a value that is never a finding ${index}`);
    const tooLong = await ask("POST", "/projects", { name: "c", policy: { allowedValues } });
    expect(tooLong.status).toBe(400);
    const { data } = (await ask("GET", "/projects")).body;
    expect(data.filter(({ archived_at }: { archived_at: string | null }) => archived_at === null)).toHaveLength(1);
  });
});
