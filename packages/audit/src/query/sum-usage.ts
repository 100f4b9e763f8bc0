import { AuditStoreError } from "../audit-error.ts";
import type { UsageGroup, UsageRow } from "./queries.ts";

const SUMS = [
  "requests",
  "promptTokens",
  "completionTokens",
  "cachedTokens",
  "reasoningTokens",
  "cost",
  "charged",
  "redactions",
  "blocks",
  "failures",
] as const satisfies (keyof UsageRow)[];

/** Adds up what is of one group. @throws AuditStoreError for sums that are not exact any more */
export function sumUsage(rows: Iterable<UsageRow>): UsageRow[] {
  const groups = new Map<string | null, UsageRow>();
  for (const row of rows) {
    const sum = groups.get(row.group);
    if (!sum) groups.set(row.group, { ...row });
    else for (const name of SUMS) sum[name] += row[name];
  }
  const sums = [...groups.values()];
  if (sums.every((row) => SUMS.every((name) => Number.isSafeInteger(row[name])))) return sums;
  throw new AuditStoreError("The sums are beyond what integers hold exactly; ask for a shorter time.");
}

/** The dearest group first; days in their order. */
export function sortUsage(rows: readonly UsageRow[], groupBy: UsageGroup): UsageRow[] {
  const name = ({ group }: UsageRow): string => group ?? "";
  const byName = (one: UsageRow, other: UsageRow): number => (name(one) < name(other) ? -1 : 1);
  return rows.toSorted(
    groupBy === "day"
      ? byName
      : (one, other) => other.cost - one.cost || other.requests - one.requests || byName(one, other),
  );
}
