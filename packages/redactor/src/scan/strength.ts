import type { Action } from "../policy/policy.ts";
import type { Judged } from "./scanner.ts";

/** The stronger an action, the rather it decides where findings overlap. */
const STRENGTH: Readonly<Record<Action, number>> = {
  block: 3,
  redact: 2,
  tokenize: 2,
  hash: 2,
  mask: 1,
  flag: 0,
  allow: -1,
};

/** How urgent a finding is by what the policy does about it. */
export function strengthOf({ action }: Judged): number {
  return STRENGTH[action];
}
