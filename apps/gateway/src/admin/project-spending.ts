import type { JsonValue, Project } from "@hub/keyring";
import { z } from "zod";

/** What is stored of a project's money: its limits, as they are given, and who pays. */
const ProjectSpending = z.looseObject({
  limits: z.array(z.unknown()).optional(),
  wallet: z.enum(["account", "own"]).optional(),
});

/** Who pays for a project, and how much it may use. What is absent: the account, and no limits of its own. */
export interface Spending {
  limits?: readonly JsonValue[];
  wallet?: "account" | "own";
}

/** What is stored of a project's money. */
export function spendingOf({ spending }: Pick<Project, "spending">): Spending {
  const result = ProjectSpending.safeParse(spending ?? {});
  return result.success ? (result.data as Spending) : {};
}

/** What is to be stored after a change; `undefined` where nothing changes. */
export function changeSpending(
  { limits, wallet, ...rest }: Spending,
  changes: { limits?: readonly JsonValue[] | null | undefined; wallet?: Spending["wallet"] | undefined },
): JsonValue | undefined {
  if (changes.limits === undefined && changes.wallet === undefined) return undefined;
  const newLimits = changes.limits === undefined ? limits : changes.limits;
  const newWallet = changes.wallet ?? wallet;
  return { ...rest, ...(newLimits && { limits: newLimits }), ...(newWallet && { wallet: newWallet }) };
}
