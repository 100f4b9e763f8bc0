/** Rates for prompts above a length, as multiples of the usual ones. */
export function multiplied(rates, { above, input, output }) {
  const entries = Object.entries(rates).map(([kind, rate]) => [kind, rate * (kind === "output" ? output : input)]);
  return { above, ...Object.fromEntries(entries) };
}

/** Nobody asks less for long prompts: such a tier is from before a change of price. */
export function noCheaperThan(rates, tier) {
  const entries = Object.entries(tier).map(([kind, rate]) => [kind, Math.max(rate, rates[kind] ?? 0)]);
  return Object.fromEntries(entries);
}
