import type { Principal, RoutingPolicy, SpendingLimit, SpendingPolicy } from "@hub/core";
import { invalidApiKey } from "@hub/core";
import { type KeyPrincipal, type Keyring, KeyringError, type Project } from "@hub/keyring";
import { HubError } from "@hub/protocol";
import type { Credential } from "@hub/provider";
import type { Policy } from "@hub/redactor";
import { readLimits } from "./admin/limits.ts";
import { readPolicy } from "./redaction.ts";
import { RoutingConfig } from "./routing-config.ts";

/** What becomes of personal data in a principal's requests, and the name of that policy for records. */
export interface PolicyInForce {
  policy: Policy;
  /** `balanced`, or `pol_…@3`. */
  ref: string;
}

/** Who is asking, with all that holds for them. */
export interface Principals {
  authenticate(token: string | undefined): Principal;
  policyOf(principal: Principal | undefined): PolicyInForce;
  /** Requests that come from now on are held to this. */
  reconfigure(standard: Standard): void;
}

/** What holds for everyone. */
export interface Standard {
  /** Where a project has none of its own. */
  policy: PolicyInForce;
  routing: RoutingPolicy;
  /** `limits` come on top of those of projects and keys; `markup` is in basis points. */
  spending: Omit<SpendingPolicy, "wallet"> & { markup?: number | undefined };
}

/** What principals are made from. */
export interface PrincipalsOptions {
  keyring: Pick<Keyring, "authenticate" | "credentials">;
  standard: Standard;
  walletOf(project: string | undefined): string;
}

/** Why a key is refused that was one. It helps its owner, and tells nobody else anything. */
const REASONS: Readonly<Record<string, string>> = {
  expired: "This API key has expired.",
  revoked: "This API key has been revoked.",
  disabled: "This API key is disabled.",
  project_archived: "The project of this API key is archived.",
};

/** Makes principals of hub keys. What a key comes to is put together once, until something in it changes. */
export function createPrincipals({ keyring, standard: first, walletOf }: PrincipalsOptions): Principals {
  let standard = first;
  let known = new WeakMap<KeyPrincipal, Principal>();
  const policies = new WeakMap<Principal, PolicyInForce>();

  function authenticate(token: string | undefined): Principal {
    const found = lookUp(token);
    if (!found.ok) {
      const reason = REASONS[found.reason];
      throw reason ? new HubError("invalid_api_key", `${reason} Ask for another one.`) : invalidApiKey(token);
    }
    let principal = known.get(found.principal);
    if (!principal) {
      principal = toPrincipal(found.principal);
      known.set(found.principal, principal);
      policies.set(principal, policyInForce(found.principal, standard.policy));
    }
    return principal;
  }

  const lookUp = (token: string | undefined) => asHubErrors(() => keyring.authenticate(token));

  function toPrincipal(key: KeyPrincipal): Principal {
    const { keyId, account, project } = key;
    return {
      keyId,
      account,
      project: project?.id,
      routing: [standard.routing, ...routingOf(key)],
      spending: spendingOf(key),
      credentials: credentialsOf(keyring, { account, ...(project && { project: project.id }) }),
    };
  }

  function spendingOf({ limits, project }: KeyPrincipal): SpendingPolicy {
    const { markup, limits: everyones = [], ...rest } = standard.spending;
    const own = projectSpending(project);
    const keys = limits === undefined ? [] : readLimits(limits);
    const wallet = { id: walletOf(own.wallet === "own" ? project?.id : undefined), markup };
    return { ...rest, wallet, limits: [...everyones, ...(own.limits ?? []), ...keys] };
  }

  return {
    authenticate,
    policyOf: (principal) => (principal && policies.get(principal)) ?? standard.policy,
    reconfigure(changed) {
      standard = changed;
      known = new WeakMap();
    },
  };
}

/** What a project says of money: its limits, and whether it has a wallet of its own. */
function projectSpending(project: Project | undefined): { limits?: SpendingLimit[]; wallet?: "own" | "account" } {
  const { spending } = project ?? {};
  if (typeof spending !== "object" || spending === null || Array.isArray(spending)) return {};
  const { limits, wallet } = spending as { limits?: unknown; wallet?: unknown };
  return {
    ...(limits !== undefined && { limits: readLimits(limits) }),
    wallet: wallet === "own" ? "own" : "account",
  };
}

function routingOf({ models, vendors, project }: KeyPrincipal): RoutingPolicy[] {
  const policies: RoutingPolicy[] = [];
  if (project?.routing !== undefined) policies.push(RoutingConfig.parse(project.routing));
  if (project?.models || project?.vendors || project?.regions) {
    policies.push(bounds(project.models, project.vendors, project.regions));
  }
  if (models || vendors) policies.push(bounds(models, vendors));
  return policies;
}

/** What is absent stays absent: it must not undo what another policy says. */
function bounds(models?: readonly string[], vendors?: readonly string[], regions?: readonly string[]): RoutingPolicy {
  return { ...(models && { models }), ...(vendors && { vendors }), ...(regions && { regions }) };
}

function policyInForce({ policy: saved, project }: KeyPrincipal, standard: PolicyInForce): PolicyInForce {
  if (saved) return { policy: readPolicy(saved.document), ref: saved.ref };
  const preset = project?.policy && "preset" in project.policy ? project.policy.preset : undefined;
  return preset === undefined ? standard : { policy: readPolicy(preset), ref: preset };
}

/**
 * The credentials that an owner has, each opened when it is used and not before. One that cannot be opened is never
 * replaced by the gateway's own.
 */
function credentialsOf(
  { credentials }: Pick<Keyring, "credentials">,
  owner: { account: string; project?: string },
): Readonly<Record<string, Credential>> {
  const open = (vendor: string) => asHubErrors(() => credentials.open(owner, vendor)?.credential, vendor);
  return new Proxy({} as Record<string, Credential>, {
    get: (_target, vendor) => (typeof vendor === "string" ? open(vendor) : undefined),
    has: (_target, vendor) => typeof vendor === "string" && credentials.vendors(owner).includes(vendor),
    ownKeys: () => [],
  });
}

/** @param vendor whose credential is wanted */
function asHubErrors<Result>(work: () => Result, vendor?: string): Result {
  try {
    return work();
  } catch (error) {
    if (!KeyringError.isInstance(error)) throw error;
    if (vendor !== undefined && error.code !== "keyring_unavailable") {
      const message = `The credential that is stored for '${vendor}' cannot be opened. Store it anew.`;
      throw new HubError("upstream_auth_error", message, { cause: error });
    }
    throw new HubError("keyring_unavailable", "Keys cannot be checked right now. Try again.", {
      retryAfterMs: 1_000,
      cause: error,
    });
  }
}
