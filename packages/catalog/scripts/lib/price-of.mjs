import { multiplied, noCheaperThan } from "./long-prompts.mjs";
import { agree, HIGHEST, reconcile } from "./reconcile.mjs";
import { serviceTiersOf } from "./service-tiers.mjs";

const KINDS = [
  "input",
  "output",
  "cachedInput",
  "cacheWrite",
  "cacheWrite1h",
  "audioInput",
  "cachedAudioInput",
  "audioOutput",
];

/** Only they charge for writing to the cache. Elsewhere the lists have the price of keeping it, or what nobody charges. */
const CHARGE_FOR_WRITING = new Set(["claude", "gpt"]);

/** One price of an offer from all lists that have one, and which lists these are. */
export function priceOf(model, provider, spec, features, lists, report, decide) {
  const names = [spec.id, ...(spec.aliases ?? [])];
  const quotes = inForce(
    lists.flatMap((list) => {
      const price = names.map((name) => list.price(provider, name)).find(Boolean);
      return price?.rates.input && price.rates.output ? [{ source: list.name, date: list.date, ...price }] : [];
    }),
  );
  if (quotes.length === 0) return { sources: [] };
  const rates = ratesOf(model, features, quotes, "", (quote) => quote.rates, report, decide);
  if (rates.input === undefined || rates.output === undefined) return { sources: [] };
  const longPrompts = spec.longPrompts
    ? [multiplied(rates, spec.longPrompts)]
    : longPromptsOf(model, features, quotes, report, decide).map((tier) => noCheaperThan(rates, tier));
  const serviceTiers = serviceTiersOf(model, provider, spec, { ...rates, longPrompts }, quotes);
  const listedSearch = reconcile(pick(quotes, (quote) => quote.webSearch)).price;
  const webSearch = spec.webSearch ?? listedSearch ?? WEB_SEARCH[provider];
  return {
    price: {
      ...rates,
      ...(spec.perRequest && { perRequest: spec.perRequest }),
      ...(webSearch !== undefined && { webSearch }),
      ...(longPrompts.length > 0 && { longPrompts }),
      ...(Object.keys(serviceTiers).length > 0 && { serviceTiers }),
    },
    sources: quotes.map(({ source }) => source),
    date: quotes
      .map(({ date }) => date)
      .sort()
      .at(-1),
  };
}

/** Nano-USD a search where no list has it: "$10 per 1,000 searches" (Anthropic), "$10.00 / 1k calls" (OpenAI). */
const WEB_SEARCH = { anthropic: 10_000_000, openai: 10_000_000 };

/** A change of price on a day after a list was made makes that list's price an old one. */
function inForce(quotes) {
  const sole = quotes.filter(({ isSole }) => isSole);
  if (sole.length > 0) return sole;
  const since = quotes
    .map((quote) => quote.since ?? "")
    .sort()
    .at(-1);
  return since ? quotes.filter((quote) => quote.since === since || quote.date >= since) : quotes;
}

function pick(quotes, choose) {
  return quotes.flatMap((quote) => {
    const price = choose(quote);
    return price === undefined ? [] : [{ source: quote.source, price }];
  });
}

function ratesOf(model, features, quotes, prefix, choose, report, decide) {
  const rates = {};
  let believed = quotes;
  for (const kind of KINDS) {
    if (kind.startsWith("cacheWrite") && !CHARGE_FOR_WRITING.has(model.family)) continue;
    const said = (by) => pick(by, (quote) => choose(quote)?.[kind]);
    const result = reconcile(said(believed), decide);
    const { why } = reconcile(said(quotes), decide);
    if (why)
      report(`${prefix}${kind}`, said(quotes), { ...result, why: result.why ?? "lists that have the input right" });
    if (result.price !== undefined) rates[kind] = result.price;
    // A list that is outvoted about the input describes something else: it is not asked about the rest.
    if (kind === "input" && result.why && result.why !== HIGHEST) {
      believed = quotes.filter((quote) => agree(choose(quote)?.input ?? 0, result.price ?? 0));
    }
  }
  return completed(rates, model, features);
}

function completed(rates, model, features) {
  const { input } = rates;
  // No discount can be a surcharge: such an entry is a slip.
  if (rates.cachedInput > input) delete rates.cachedInput;
  // "1-hour cache write tokens are 2 times the base input tokens price" (Anthropic's pricing page).
  if (model.family === "claude" && rates.cacheWrite) rates.cacheWrite1h = input * 2;
  // Google's pricing page has one price for all input where there is none for audio; so has AWS for Voxtral.
  if (features.input.includes("audio")) rates.audioInput ??= input;
  else delete rates.audioInput;
  if (!features.input.includes("audio")) delete rates.cachedAudioInput;
  if (!features.output.includes("audio")) delete rates.audioOutput;
  return rates;
}

function longPromptsOf(model, features, quotes, report, decide) {
  const starts = [...new Set(quotes.flatMap((quote) => quote.longPrompts.map(({ above }) => above)))].sort(
    (a, b) => a - b,
  );
  return starts
    .filter((above) => above < features.contextTokens)
    .map((above) => {
      const choose = (quote) => quote.longPrompts.find((tier) => tier.above === above);
      return { above, ...ratesOf(model, features, quotes, `above ${above}: `, choose, report, decide) };
    });
}
