import { describe, expect, it } from "vitest";
import type { NewPolicy } from "../model/policy.ts";
import { openKeyring } from "../testing/open-keyring.ts";

describe("a policy", () => {
  it("gets another version with each change, and none of them ever changes", async () => {
    const clock = { now: 1 };
    const keyring = await openKeyring({ now: () => clock.now });
    const first = await keyring.policies.save({ name: "PII", document: { email: "redact" } });
    expect(first).toEqual({
      id: expect.stringMatching(/^pol_/),
      version: 1,
      ref: `${first.id}@1`,
      account: "default",
      name: "PII",
      document: { email: "redact" },
      createdAt: 1,
    });
    clock.now = 2;
    const second = await keyring.policies.save({ id: first.id, document: { email: "block" } });
    const third = await keyring.policies.save({ id: first.id, name: "PII 2", document: { email: "block" } });
    expect(second).toEqual({ ...first, version: 2, ref: `${first.id}@2`, document: { email: "block" }, createdAt: 2 });
    expect(third).toEqual({ ...second, version: 3, ref: `${first.id}@3`, name: "PII 2" });
    expect(await keyring.policies.get(first.id)).toEqual(third);
    expect(await keyring.policies.get(first.id, 1)).toEqual(first);
    expect(await keyring.policies.list()).toEqual([third]);
    expect(await keyring.policies.list({ id: first.id })).toEqual([third, second, first]);
    expect(() => Object.assign(first.document as object, { email: "allow" })).toThrow(TypeError);
  });

  it("is in force for a project in its newest version, or in the one that was chosen", async () => {
    const keyring = await openKeyring();
    const { id } = await keyring.policies.save({ name: "PII", document: 1 });
    const project = await keyring.projects.create({ name: "p", policy: { id } });
    const { secret } = await keyring.keys.create({ name: "k", project: project.id });
    const inForce = () => {
      const answer = keyring.authenticate(secret);
      return answer.ok ? answer.principal.policy?.ref : answer.reason;
    };
    expect(inForce()).toBe(`${id}@1`);
    await keyring.policies.save({ id, document: 2 });
    expect(inForce()).toBe(`${id}@2`);
    await keyring.projects.update(project.id, { policy: { id, version: 1 } });
    expect(inForce()).toBe(`${id}@1`);
    await keyring.projects.update(project.id, { policy: { preset: "strict" } });
    expect(inForce()).toBeUndefined();
  });

  it("is refused where something in it is wrong", async () => {
    const keyring = await openKeyring();
    const { id } = await keyring.policies.save({ name: "PII", document: 1 });
    const save = (policy: object) => keyring.policies.save(policy as NewPolicy);
    for (const [attempt, param] of [
      [() => save({ document: 1 }), "name"],
      [() => save({ name: "x" }), "document"],
      [() => save({ name: "x", document: "x".repeat(262_143) }), "document"],
      [() => save({ id, document: 1, version: 7 }), "policy"],
      [() => keyring.policies.get(id, 0), "version"],
      [() => keyring.policies.get(id, 1.5), "version"],
    ] as const)
      await expect(attempt(), param).rejects.toMatchObject({ code: "invalid_argument", param });
    let deep: unknown = 1;
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    await expect(save({ name: "x", document: deep })).rejects.toMatchObject({ param: "document" });
    for (const attempt of [
      () => keyring.policies.get(id, 2),
      () => keyring.policies.get("pol_none"),
      () => save({ id: "pol_none", document: 1 }),
      () => save({ id, account: "other", document: 1 }),
      () => keyring.projects.create({ name: "p", policy: { id, version: 2 } }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    expect(await keyring.policies.list({ id })).toHaveLength(1);
  });

  it("keeps a field of any name", async () => {
    const keyring = await openKeyring();
    const document = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');
    const { id } = await keyring.policies.save({ name: "x", document });
    expect(JSON.stringify((await keyring.policies.get(id)).document)).toBe(JSON.stringify(document));
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
