import { describe, expect, it } from "vitest";
import type { NewProject, ProjectChanges } from "../model/project.ts";
import { openKeyring, outcomeOf } from "../testing/open-keyring.ts";

const SETTINGS = {
  policy: { preset: "strict" },
  routing: { strategy: "cheapest", fallbacks: { a: ["b"] } },
  spending: { wallet: { id: "prj" }, limits: [{ resource: "usd", per: "month", max: 1, of: "project" }] },
  models: ["openai/*"],
  vendors: ["openai", "groq"],
  regions: ["eu"],
} as const;

describe("a project", () => {
  it("is kept as it is made", async () => {
    const keyring = await openKeyring({ now: () => 5 });
    const project = await keyring.projects.create({ name: "Shop", account: "acme", ...SETTINGS });
    expect(project).toEqual({
      id: expect.stringMatching(/^prj_/),
      account: "acme",
      name: "Shop",
      ...SETTINGS,
      createdAt: 5,
    });
    expect(await keyring.projects.get(project.id)).toEqual(project);
    expect(await keyring.projects.list({ account: "acme" })).toEqual([project]);
    expect(await keyring.projects.list({ account: "default" })).toEqual([]);
  });

  it("comes with its keys, in its present form", async () => {
    const keyring = await openKeyring();
    const project = await keyring.projects.create({ name: "Shop", ...SETTINGS });
    const { secret } = await keyring.keys.create({ name: "k", project: project.id });
    expect(secret).toMatch(/^oah_/);
    expect(keyring.authenticate(secret)).toMatchObject({ ok: true, principal: { account: "default", project } });
    const changed = await keyring.projects.update(project.id, { name: "Store", models: null, regions: [] });
    const { models: _, ...rest } = project;
    expect(changed).toEqual({ ...rest, name: "Store", regions: [] });
    const answer = keyring.authenticate(secret);
    expect(answer.ok && answer.principal.project).toEqual(changed);
  });

  it("refuses its keys once it is archived, and takes in nothing more", async () => {
    const keyring = await openKeyring({ now: () => 5 });
    const project = await keyring.projects.create({ name: "Shop" });
    const { key, secret } = await keyring.keys.create({ name: "k", project: project.id });
    const archived = await keyring.projects.archive(project.id);
    expect(archived).toEqual({ ...project, archivedAt: 5 });
    expect(await keyring.projects.archive(project.id)).toEqual(archived);
    expect(keyring.authenticate(secret)).toEqual({ ok: false, reason: "project_archived", keyId: key.id });
    for (const attempt of [
      () => keyring.keys.create({ name: "k", project: project.id }),
      () => keyring.projects.update(project.id, { name: "x" }),
      () => keyring.credentials.set({ project: project.id, vendor: "groq", credential: { apiKey: "k" } }),
      () => keyring.policies.save({ project: project.id, name: "p", document: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "conflict" });
    const { secret: other } = await keyring.keys.create({ name: "k" });
    expect(outcomeOf(keyring, other)).toBe("ok");
  });

  it("is refused where something in it is wrong", async () => {
    const keyring = await openKeyring();
    const { id } = await keyring.projects.create({ name: "Shop" });
    const create = (fields: object) => keyring.projects.create({ name: "x", ...fields } as NewProject);
    const update = (fields: object) => keyring.projects.update(id, fields as ProjectChanges);
    for (const [attempt, param] of [
      [() => create({ name: undefined }), "name"],
      [() => create({ policy: "strict" }), "policy"],
      [() => create({ policy: {} }), "policy"],
      [() => create({ policy: { preset: "strict", id: "pol_1" } }), "policy"],
      [() => create({ policy: { version: 1 } }), "policy"],
      [() => create({ policy: { id: "pol_1", version: 0 } }), "policy.version"],
      [() => create({ routing: () => {} }), "routing"],
      [() => create({ spending: [undefined] }), "spending"],
      [() => create({ vendors: ["a b"] }), "vendors[0]"],
      [() => create({ owner: "x" }), "project"],
      [() => update({ account: "other" }), "changes"],
      [() => update({ name: null }), "name"],
      [() => update({ archivedAt: null }), "changes"],
      [() => keyring.projects.list({ project: id } as object), "filter"],
    ] as const)
      await expect(attempt(), param).rejects.toMatchObject({ code: "invalid_argument", param });
    for (const attempt of [
      () => create({ policy: { id: "pol_none" } }),
      () => keyring.projects.get("prj_none"),
      () => keyring.projects.update("prj_none", {}),
      () => keyring.projects.archive("constructor"),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    expect(await keyring.projects.list()).toMatchObject([{ id, name: "Shop" }]);
  });
});
