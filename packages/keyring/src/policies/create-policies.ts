import { randomUUID } from "node:crypto";
import { checkFields, checkId, checkInteger, checkJson, checkName } from "../check.ts";
import type { Replica } from "../create-replica.ts";
import type { OwnerFilter, Policies } from "../keyring.ts";
import { invalidArgument, KeyringError } from "../keyring-error.ts";
import type { NewPolicy, Policy } from "../model/policy.ts";
import { belongsTo, checkFilter, DEFAULT_ACCOUNT, liveProject } from "../owner.ts";
import type { PolicyIndex } from "./create-policy-index.ts";

/** What a version has in common with the next one. */
type PolicyIdentity = Pick<Policy, "id" | "version" | "account" | "project" | "name">;

const MAX_DOCUMENT_LENGTH = 262_144;

/** The operations on policies. */
export function createPolicies(replica: Replica, index: PolicyIndex, now: () => number): Policies {
  function newestOf(id: string): Policy {
    const policy = index.choose({ id });
    if (!policy) throw new KeyringError("not_found", `There is no policy ${id}.`);
    return policy;
  }

  function beginning({ account, project, name }: NewPolicy): PolicyIdentity {
    if (name === undefined) throw invalidArgument("name", "A new policy needs a `name`.");
    const owner = project === undefined ? undefined : liveProject(replica, checkId(project, "project"), account);
    return {
      id: `pol_${randomUUID()}`,
      version: 0,
      account: owner?.account ?? checkId(account ?? DEFAULT_ACCOUNT, "account"),
      ...(owner && { project: owner.id }),
      name: checkName(name),
    };
  }

  /** A policy stays whose it is. */
  function newest({ account, project, name }: NewPolicy, id: string): PolicyIdentity {
    const present = newestOf(checkId(id));
    if ((account ?? present.account) !== present.account || (project ?? present.project) !== present.project)
      throw new KeyringError("not_found", `There is no policy ${id} in this account or project.`);
    return { ...present, ...(name !== undefined && { name: checkName(name) }) };
  }

  return {
    async save(policy) {
      checkFields(policy, "policy", ["id", "account", "project", "name", "document"]);
      const document = checkJson(policy.document, "document", MAX_DOCUMENT_LENGTH);
      return replica.change(() => {
        const before = policy.id === undefined ? beginning(policy) : newest(policy, policy.id);
        const version = before.version + 1;
        const ref = `${before.id}@${version}`;
        const saved: Policy = Object.freeze({ ...before, version, ref, document, createdAt: now() });
        return { changes: [{ kind: "policy", id: ref, body: saved }], result: saved };
      });
    },
    async list(filter: OwnerFilter & { id?: string | undefined } = {}) {
      const { id, ...owner } = checkFields(filter, "filter", ["account", "project", "id"]);
      const isWanted = belongsTo(checkFilter(owner));
      await replica.refresh();
      const policies = id === undefined ? index.newest() : index.versions(checkId(id)).toReversed();
      return policies.filter(isWanted);
    },
    async get(id, version) {
      checkId(id);
      if (version !== undefined) checkInteger(version, "version", [1, Number.MAX_SAFE_INTEGER]);
      await replica.refresh();
      const policy = version === undefined ? newestOf(id) : index.choose({ id, version });
      if (!policy) throw new KeyringError("not_found", `The policy ${id} has no version ${version}.`);
      return policy;
    },
  };
}
