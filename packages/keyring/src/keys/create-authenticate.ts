import type { Replica } from "../create-replica.ts";
import type { Keyring } from "../keyring.ts";
import { KeyringError } from "../keyring-error.ts";
import type { KeyPrincipal, KeyRefusal } from "../model/hub-key.ts";
import type { Policy, PolicyChoice } from "../model/policy.ts";
import type { PolicyIndex } from "../policies/create-policy-index.ts";
import type { KeyRecord } from "../records.ts";
import { isPlausible } from "../secrets/hub-key-secret.ts";
import { BOOTSTRAP_ID, type KeyIndex } from "./create-key-index.ts";
import { boundsOf } from "./key-view.ts";
import type { LastUses } from "./last-uses.ts";

const BOOTSTRAP: KeyPrincipal = Object.freeze({ keyId: BOOTSTRAP_ID, keyName: BOOTSTRAP_ID, account: "default" });

/** Decides who is asking, from memory alone. */
export function createAuthenticate(
  replica: Replica,
  parts: { index: KeyIndex; policies: PolicyIndex; lastUses: LastUses; now: () => number },
): Keyring["authenticate"] {
  const { index, policies, lastUses, now } = parts;
  const principals = new Map<string, KeyPrincipal>();
  const forget = () => principals.clear();
  replica.follow("project", forget);
  replica.follow("policy", forget);
  replica.follow("key", (before, after) => principals.delete((before ?? after)?.id as string));

  function principalOf(key: KeyRecord): KeyPrincipal {
    const present = principals.get(key.id);
    if (present) return present;
    const project = key.project === undefined ? undefined : replica.find("project", key.project);
    // A key without its project would be one of the whole account.
    if (key.project !== undefined && project?.account !== key.account) throw incomplete("project", key.project);
    const policy = project && policyOf(project.policy, policies);
    const principal: KeyPrincipal = Object.freeze({
      keyId: key.id,
      keyName: key.name,
      account: key.account,
      ...boundsOf(key),
      ...(project && { project }),
      ...(policy && { policy }),
    });
    principals.set(key.id, principal);
    return principal;
  }

  return (token) => {
    if (!isPlausible(token)) return { ok: false, reason: "malformed" };
    replica.assertFresh();
    const known = index.find(token);
    if (!known) return { ok: false, reason: "unknown" };
    const { keyId, secret } = known;
    const at = now();
    const key = replica.find("key", keyId);
    if (!key && keyId !== BOOTSTRAP_ID) return { ok: false, reason: "unknown" };
    const principal = key ? principalOf(key) : BOOTSTRAP;
    const reason = key && refusalOf(key, secret.until, principal, at);
    if (reason) return { ok: false, reason, keyId };
    lastUses.note(keyId, at);
    return { ok: true, principal };
  };
}

function refusalOf(
  key: KeyRecord,
  secretUntil: number | undefined,
  { project }: KeyPrincipal,
  at: number,
): KeyRefusal | undefined {
  if (key.revokedAt !== undefined) return "revoked";
  if (key.disabled) return "disabled";
  if (Math.min(key.expiresAt ?? Number.POSITIVE_INFINITY, secretUntil ?? Number.POSITIVE_INFINITY) <= at)
    return "expired";
  if (project?.archivedAt !== undefined) return "project_archived";
  return undefined;
}

function policyOf(choice: PolicyChoice | undefined, policies: PolicyIndex): Policy | undefined {
  if (!choice || !("id" in choice)) return undefined;
  const policy = policies.choose(choice);
  // A project without its policy would be one without rules.
  if (!policy) throw incomplete("policy", choice.id);
  return policy;
}

function incomplete(kind: string, id: string): KeyringError {
  return new KeyringError("keyring_unavailable", `The store is incomplete: it has lost the ${kind} ${id}.`);
}
