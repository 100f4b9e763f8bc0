import type { Replica } from "../create-replica.ts";
import type { Policy } from "../model/policy.ts";

/** Finds policies and their versions. */
export interface PolicyIndex {
  /** All versions, in their order; none where there is no such policy. */
  versions(id: string): readonly Policy[];
  /** The version that is meant, by default the newest. */
  choose(choice: { readonly id: string; readonly version?: number | undefined }): Policy | undefined;
  /** The newest version of each. */
  newest(): Policy[];
}

/** Follows the policies of a replica. */
export function createPolicyIndex(replica: Replica): PolicyIndex {
  const byId = new Map<string, readonly Policy[]>();
  const versions = (id: string) => byId.get(id) ?? [];
  const without = (policy: Policy) => versions(policy.id).filter(({ version }) => version !== policy.version);
  const add = (policy: Policy) =>
    byId.set(
      policy.id,
      [...without(policy), policy].sort((left, right) => left.version - right.version),
    );
  for (const policy of replica.all("policy")) add(policy);
  replica.follow("policy", (before, after) => {
    if (before) byId.set(before.id, without(before));
    if (after) add(after);
  });

  return {
    versions,
    choose: ({ id, version }) =>
      version === undefined ? versions(id).at(-1) : versions(id).find((policy) => policy.version === version),
    newest: () => [...byId.values()].flatMap((list) => list.at(-1) ?? []),
  };
}
