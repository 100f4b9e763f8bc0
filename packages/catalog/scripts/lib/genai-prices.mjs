import { cancelledChanges } from "../curated/decisions.mjs";
import { shifted } from "./decimal.mjs";

const SECTIONS = { xai: "x-ai", bedrock: "aws", vertex: "google" };
const RATES = {
  input_mtok: "input",
  output_mtok: "output",
  cache_read_mtok: "cachedInput",
  cache_write_mtok: "cacheWrite",
  input_audio_mtok: "audioInput",
  cache_audio_read_mtok: "cachedAudioInput",
  output_audio_mtok: "audioOutput",
};

/** genai-prices: prices in USD per million tokens, by length of the prompt and by date. */
export function genaiPrices(list, asOf) {
  return {
    name: list.source,
    date: list.date,
    price(provider, id) {
      const section = list.providers.find((one) => one.id === (SECTIONS[provider] ?? provider));
      const entry = section?.models.find((model) => matches(model.match, id));
      const current = entry && inForce(entry, asOf);
      if (!current || Object.keys(current.prices).length === 0) return undefined;
      return {
        rates: ratesOf(current.prices, (price) => price.base ?? price),
        longPrompts: startsOf(current.prices).map((above) => ({
          above,
          ...ratesOf(current.prices, (price) => price.tiers?.findLast((tier) => tier.start <= above).price ?? price),
        })),
        ...(current.since && { since: current.since }),
      };
    },
  };
}

function inForce({ id, prices }, asOf) {
  if (!Array.isArray(prices)) return { prices };
  const started = prices.filter(({ constraint: { start_date: start = "" } = {} }) => {
    const isCancelled = cancelledChanges.some((change) => change.start === start && change.id.test(id));
    return start <= asOf && !isCancelled;
  });
  const last = started.at(-1);
  return last && { prices: last.prices, since: last.constraint?.start_date };
}

function startsOf(prices) {
  const starts = Object.values(prices).flatMap((price) => (price.tiers ?? []).map((tier) => tier.start));
  return [...new Set(starts)].sort((a, b) => a - b);
}

function ratesOf(prices, pick) {
  const known = Object.entries(prices).filter(([name, price]) => name in RATES && pick(price) > 0);
  return Object.fromEntries(known.map(([name, price]) => [RATES[name], shifted(pick(price), 6)]));
}

function matches(match, id) {
  const [[kind, value]] = Object.entries(match);
  if (kind === "or") return value.some((one) => matches(one, id));
  if (kind === "and") return value.every((one) => matches(one, id));
  if (kind === "equals") return id === value;
  if (kind === "starts_with") return id.startsWith(value);
  if (kind === "ends_with") return id.endsWith(value);
  if (kind === "contains") return id.includes(value);
  if (kind === "regex") return new RegExp(value).test(id);
  throw new Error(`Unknown kind of match: ${kind}`);
}
