/** Rules that fired, and how much they say together. */
export interface Evidence {
  /** 1 is enough to block by the balanced preset. */
  amount: number;
  rules: ReadonlySet<string>;
}

export const NO_EVIDENCE: Evidence = { amount: 0, rules: new Set() };

/** The stronger of two. */
export function stronger(left: Evidence, right: Evidence): Evidence {
  return right.amount > left.amount ? right : left;
}

/** The same with one rule more. */
export function withRule(evidence: Evidence, name: string, weight: number): Evidence {
  return { amount: evidence.amount + weight, rules: new Set([...evidence.rules, name]) };
}

/** From evidence to a score: 0 is 0, 1 is 0.5, 2 is 0.75. */
export function scoreOf({ amount }: Evidence): number {
  return amount <= 0 ? 0 : 1 - 2 ** -amount;
}
