import { randomUUID } from "node:crypto";
import { checkFields, checkId, checkVendor } from "../check.ts";
import type { Replica } from "../create-replica.ts";
import type { Credentials, OwnerFilter } from "../keyring.ts";
import { KeyringError } from "../keyring-error.ts";
import type { CredentialOwner, OpenedCredential, StoredCredential, VendorCredential } from "../model/credential.ts";
import { belongsTo, checkFilter, DEFAULT_ACCOUNT, liveProject } from "../owner.ts";
import type { CredentialRecord } from "../records.ts";
import type { MasterKeys } from "../secrets/master-keys.ts";
import { seal, unseal } from "../secrets/seal.ts";
import { checkCredential } from "./check-credential.ts";
import { conceal } from "./conceal.ts";
import { contextOf, type Slot, slotId } from "./slot.ts";

/** The operations on vendor credentials. */
export function createCredentials(replica: Replica, masterKeys: MasterKeys, now: () => number): Credentials {
  const vendorsBySlot = createVendorIndex(replica);

  function open(slot: Slot): OpenedCredential | undefined {
    const record = replica.find("credential", slotId(slot));
    if (!record) return undefined;
    // Bound to what was asked for, not to what the record says of itself: a record in the wrong place does not open.
    const secret = unseal(masterKeys, contextOf(slot, record.id), record.sealed);
    try {
      return { id: record.id, credential: conceal(JSON.parse(secret.toString()) as VendorCredential) };
    } finally {
      secret.fill(0);
    }
  }

  return {
    async set(credential) {
      const { vendor, account, project } = checkFields(credential, "credential", [
        "vendor",
        "account",
        "project",
        "credential",
      ]);
      checkVendor(vendor);
      if (account !== undefined) checkId(account, "account");
      if (project !== undefined) checkId(project, "project");
      const { kind, credential: secret, hint } = checkCredential(credential.credential);
      const id = `cred_${randomUUID()}`;
      return replica.change(() => {
        const owner = project === undefined ? undefined : liveProject(replica, project, account);
        const slot: Slot = {
          account: owner?.account ?? account ?? DEFAULT_ACCOUNT,
          ...(owner && { project: owner.id }),
          vendor,
        };
        const sealed = seal(masterKeys, contextOf(slot, id), Buffer.from(JSON.stringify(secret)));
        const record: CredentialRecord = { id, ...slot, kind, ...(hint && { hint }), createdAt: now(), sealed };
        return { changes: [{ kind: "credential", id: slotId(slot), body: record }], result: view(record) };
      });
    },
    async list(filter: OwnerFilter & { vendor?: string | undefined } = {}) {
      const { vendor, ...owner } = checkFields(filter, "filter", ["account", "project", "vendor"]);
      if (vendor !== undefined) checkVendor(vendor);
      const isWanted = belongsTo(checkFilter(owner));
      await replica.refresh();
      return replica
        .all("credential")
        .filter((record) => isWanted(record) && (vendor === undefined || record.vendor === vendor))
        .sort((left, right) => left.createdAt - right.createdAt || left.id.localeCompare(right.id))
        .map(view);
    },
    async delete(id) {
      checkId(id);
      return replica.change(() => {
        const record = replica.all("credential").find((one) => one.id === id);
        if (!record) throw new KeyringError("not_found", `There is no credential ${id}.`);
        return { changes: [{ kind: "credential", id: slotId(record), body: null }], result: view(record) };
      });
    },
    open({ account = DEFAULT_ACCOUNT, project }, vendor) {
      replica.assertFresh();
      return (project === undefined ? undefined : open({ account, project, vendor })) ?? open({ account, vendor });
    },
    vendors({ account = DEFAULT_ACCOUNT, project }: CredentialOwner) {
      replica.assertFresh();
      const own = project === undefined ? [] : vendorsBySlot({ account, project });
      return [...new Set([...own, ...vendorsBySlot({ account })])];
    },
  };
}

function view({ sealed: _, ...shown }: CredentialRecord): StoredCredential {
  return Object.freeze(shown);
}

/** Follows for which vendors each owner has credentials. */
function createVendorIndex(replica: Replica): (owner: Omit<Slot, "vendor">) => Iterable<string> {
  const vendors = new Map<string, Set<string>>();
  const ownerId = (owner: Omit<Slot, "vendor">) => slotId({ ...owner, vendor: "" });
  const of = (owner: Omit<Slot, "vendor">) => {
    const id = ownerId(owner);
    const present = vendors.get(id) ?? new Set();
    vendors.set(id, present);
    return present;
  };
  for (const record of replica.all("credential")) of(record).add(record.vendor);
  replica.follow("credential", (before, after) => {
    if (before) of(before).delete(before.vendor);
    if (after) of(after).add(after.vendor);
  });
  return (owner) => vendors.get(ownerId(owner)) ?? [];
}
