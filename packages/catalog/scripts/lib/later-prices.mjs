import later from "../curated/later-prices.mjs";
import { shifted } from "./decimal.mjs";
import { multiplied } from "./long-prompts.mjs";

/** The curated prices of models that are newer than the lists, as a list that needs no other: they guess at new names. */
export function laterPrices() {
  return {
    price(provider, id) {
      const entry = later[provider]?.[id];
      if (!entry) return undefined;
      const [input, output, cachedInput, cacheWrite] = entry.usd.map((price) => shifted(price, 6));
      const rates = { input, output, ...(cachedInput && { cachedInput }), ...(cacheWrite && { cacheWrite }) };
      const longPrompts = entry.longPrompts ? [multiplied(rates, entry.longPrompts)] : [];
      const { webSearch } = entry;
      return {
        ...(webSearch && { webSearch }),
        source: entry.source,
        date: entry.date,
        rates,
        longPrompts,
        isSole: true,
      };
    },
  };
}
