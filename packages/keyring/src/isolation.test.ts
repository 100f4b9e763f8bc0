import { describe, expect, it } from "vitest";
import type { Keyring } from "./keyring.ts";
import { openKeyring } from "./testing/open-keyring.ts";
import { createRandom } from "./testing/random.ts";

/** Someone who asks: an account, or a project of it. */
interface Owner {
  account: string;
  project?: string;
}

/** Accounts whose names are chosen to be mistaken for each other, with two projects each. */
const ACCOUNTS = ["acme", "acm", "acme:x", "ACME", "null", "default"];

async function createOwners(keyring: Keyring): Promise<Owner[]> {
  const owners: Owner[] = ACCOUNTS.map((account) => ({ account }));
  for (const account of ACCOUNTS)
    for (const name of ["same name", "same name"])
      owners.push({ account, project: (await keyring.projects.create({ account, name })).id });
  return owners;
}
const nameOf = ({ account, project }: Owner) => `${account}/${project ?? ""}`;

describe("what belongs to an account or project", () => {
  it("is opened, found and answered for nobody else", async () => {
    const keyring = await openKeyring();
    const owners = await createOwners(keyring);
    for (const owner of owners) {
      const apiKey = `secret-of-${nameOf(owner)}`;
      await keyring.credentials.set({ vendor: "openai", credential: { apiKey }, ...owner });
    }
    for (const owner of owners) {
      const { secret, key } = await keyring.keys.create({ name: "k", ...owner });
      const answer = keyring.authenticate(secret);
      if (!answer.ok) throw new Error(answer.reason);
      const { account, project } = answer.principal;
      expect({ account, project: project?.id }).toEqual({ account: owner.account, project: owner.project });
      const opened = keyring.credentials.open({ account, ...(project && { project: project.id }) }, "openai");
      expect(opened?.credential).toEqual({ apiKey: `secret-of-${nameOf(owner)}` });
      expect(await keyring.keys.list(owner)).toContainEqual(expect.objectContaining({ id: key.id }));
    }
    for (const owner of owners) {
      for (const listed of [await keyring.keys.list(owner), await keyring.credentials.list(owner)]) {
        expect(listed.length).toBeGreaterThan(0);
        for (const { account, project } of listed)
          expect([account, owner.project ?? project]).toEqual([owner.account, project]);
      }
    }
  });

  it("is not had by naming a project together with another account", async () => {
    const keyring = await openKeyring();
    const victim = await keyring.projects.create({ account: "victim", name: "p" });
    const policy = await keyring.policies.save({ account: "victim", name: "rules", document: 1 });
    const own = await keyring.policies.save({ project: victim.id, name: "own rules", document: 1 });
    await keyring.credentials.set({ project: victim.id, vendor: "openai", credential: { apiKey: "secret" } });
    const sibling = await keyring.projects.create({ account: "victim", name: "sibling" });
    const attacker = await keyring.projects.create({ account: "attacker", name: "p" });
    const credential = { apiKey: "planted" };
    for (const attempt of [
      () => keyring.keys.create({ name: "k", account: "attacker", project: victim.id }),
      () =>
        keyring.keys.import({ id: "k", name: "k", sha256: "0".repeat(64), account: "attacker", project: victim.id }),
      () => keyring.credentials.set({ account: "attacker", project: victim.id, vendor: "openai", credential }),
      () => keyring.policies.save({ account: "attacker", project: victim.id, name: "p", document: 1 }),
      () => keyring.policies.save({ id: policy.id, account: "attacker", document: 1 }),
      () => keyring.policies.save({ id: policy.id, project: victim.id, document: 1 }),
      () => keyring.policies.save({ id: own.id, project: attacker.id, document: 1 }),
      () => keyring.projects.create({ account: "attacker", name: "p", policy: { id: policy.id } }),
      () => keyring.projects.update(attacker.id, { policy: { id: policy.id, version: 1 } }),
      () => keyring.projects.update(attacker.id, { policy: { id: own.id } }),
      () => keyring.projects.update(sibling.id, { policy: { id: own.id } }),
    ])
      await expect(attempt(), attempt.toString()).rejects.toMatchObject({ code: "not_found" });
    for (const owner of [
      { account: "attacker", project: victim.id },
      { account: "attacker", project: attacker.id },
      { account: "victim" },
      { account: "victim", project: sibling.id },
      { project: victim.id },
      {},
    ]) {
      expect(keyring.credentials.open(owner, "openai")).toBeUndefined();
      expect(keyring.credentials.vendors(owner)).toEqual([]);
    }
    const mixed = { account: "attacker", project: victim.id };
    expect(await keyring.keys.list(mixed)).toEqual([]);
    expect(await keyring.credentials.list(mixed)).toEqual([]);
    expect(await keyring.policies.list(mixed)).toEqual([]);
    expect(await keyring.policies.list({ account: "attacker", id: policy.id })).toEqual([]);
  });

  it("stays apart through any changes", async () => {
    const random = createRandom(11);
    const keyring = await openKeyring();
    const owners = await createOwners(keyring);
    const vendors = ["openai", "groq", "xai"];
    const model = new Map<string, string>();
    const keys: { secret: string; owner: Owner; id: string; isLive: boolean }[] = [];
    for (let step = 0; step < 400; step += 1) {
      const owner = random.pick(owners);
      const vendor = random.pick(vendors);
      const slot = `${nameOf(owner)} ${vendor}`;
      const action = random.below(5);
      if (action < 2) {
        await keyring.credentials.set({ vendor, credential: { apiKey: `${step}` }, ...owner });
        model.set(slot, `${step}`);
      } else if (action === 2) {
        const [found] = (await keyring.credentials.list({ ...owner, vendor })).filter(
          ({ project }) => project === owner.project,
        );
        expect(found !== undefined).toBe(model.delete(slot));
        if (found) await keyring.credentials.delete(found.id);
      } else if (action === 3) {
        const { key, secret } = await keyring.keys.create({ name: "k", ...owner });
        keys.push({ secret, owner, id: key.id, isLive: true });
      } else if (keys.length > 0) {
        const key = random.pick(keys);
        await keyring.keys.revoke(key.id);
        key.isLive = false;
      }
    }
    for (const owner of owners) {
      const expected = vendors.flatMap((vendor) => {
        const own =
          model.get(`${nameOf(owner)} ${vendor}`) ?? model.get(`${nameOf({ account: owner.account })} ${vendor}`);
        const opened = keyring.credentials.open(owner, vendor)?.credential;
        expect(opened).toEqual(own === undefined ? undefined : { apiKey: own });
        return own === undefined ? [] : [vendor];
      });
      expect(keyring.credentials.vendors(owner).sort()).toEqual(expected.sort());
    }
    for (const { secret, owner, id, isLive } of keys) {
      const answer = keyring.authenticate(secret);
      if (answer.ok)
        expect([answer.principal.keyId, answer.principal.account, answer.principal.project?.id]).toEqual([
          id,
          owner.account,
          owner.project,
        ]);
      expect(answer.ok).toBe(isLive);
    }
  });
});
