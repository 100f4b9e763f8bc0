import shares from "../curated/service-tiers.mjs";

/** Other tiers than the standard one: shares of its rates, and what the curated table or a list says of priority. */
export function serviceTiersOf(model, provider, spec, standard, quotes) {
  const { tiers = {} } = shares.find((one) => one.providers.includes(provider) && one.model.test(model.id)) ?? {};
  const priority = spec.priority ?? quotes.find((quote) => quote.serviceTiers)?.serviceTiers.priority;
  const entries = Object.entries(tiers).map(([name, percent]) => [name, shareOf(standard, percent)]);
  return { ...Object.fromEntries(entries), ...(priority && { priority }) };
}

function shareOf({ longPrompts = [], ...rates }, percent) {
  const scaled = (all) =>
    Object.fromEntries(
      Object.entries(all).map(([kind, rate]) => [kind, kind === "above" ? rate : Math.ceil((rate * percent) / 100)]),
    );
  return { ...scaled(rates), ...(longPrompts.length > 0 && { longPrompts: longPrompts.map(scaled) }) };
}
