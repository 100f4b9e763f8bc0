import type { Limit } from "@hub/budget";
import { matchesGlob } from "../routing/matches-glob.ts";
import type { Principal } from "../stages/authenticate.ts";

/** Who pays for a principal's requests, and how much it may use. */
export interface SpendingPolicy {
  /** Pays for what goes to vendors with the gateway's own credentials. Without one nobody pays. */
  wallet?: { id: string /** Basis points: 250 is 2.5 %. */; markup?: number | undefined } | undefined;
  limits?: readonly SpendingLimit[] | undefined;
  /** The longest answer to requests that do not say how long it may be, in tokens. Default: the model's longest. */
  defaultMaxTokens?: number | undefined;
  /** What becomes of a request whose answer may cost more than what is left. Default `lower`: a lower output limit. */
  onInsufficient?: "lower" | "reject" | undefined;
}

/** A limit, for everyone whom it is of: each end user, say, has as much. */
export interface SpendingLimit extends Omit<Limit, "scope"> {
  of: "key" | "project" | "account" | "user" | "model";
  /** The models that it is for: names and globs of `<vendor>/<native id>`. Default: all. */
  models?: readonly string[] | undefined;
}

/** Whose request it is, and for which model. */
export interface SpendingSubject {
  principal: Principal;
  /** A fingerprint of the end user whom the caller names. */
  endUser: string | undefined;
  /** `<vendor>/<native id>` */
  model: string;
}

/** The limits that hold for a request, each with the scope that it counts in. */
export function limitsFor(limits: readonly SpendingLimit[], subject: SpendingSubject): Limit[] {
  const result: Limit[] = [];
  for (const { of, models, ...limit } of limits) {
    const scope = scopeOf(of, subject);
    if (scope === undefined) continue;
    if (!models) result.push({ ...limit, scope });
    else if (models.some((pattern) => matchesGlob(pattern, subject.model))) {
      result.push({ ...limit, scope: `${scope} ${models.join(",")}`.slice(0, MAX_SCOPE_LENGTH) });
    }
  }
  return result;
}

const MAX_SCOPE_LENGTH = 256;

function scopeOf(of: SpendingLimit["of"], { principal, endUser, model }: SpendingSubject): string | undefined {
  const { keyId, account, project } = principal;
  switch (of) {
    case "key":
      return `key:${keyId}`;
    case "project":
      return project === undefined ? undefined : `project:${account}/${project}`;
    case "account":
      return `account:${account}`;
    case "user":
      return endUser === undefined ? undefined : `user:${account}/${endUser}`;
    case "model":
      return `model:${account}/${model}`.slice(0, MAX_SCOPE_LENGTH);
  }
}
