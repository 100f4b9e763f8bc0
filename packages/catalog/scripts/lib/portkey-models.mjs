import { shifted } from "./decimal.mjs";

const SECTIONS = { xai: "x-ai", together: "together-ai", mistral: "mistral-ai", vertex: "vertex-ai" };
const RATES = {
  request_token: "input",
  response_token: "output",
  cache_read_input_token: "cachedInput",
  cache_write_input_token: "cacheWrite",
  request_audio_token: "audioInput",
  cache_read_audio_input_token: "cachedAudioInput",
  response_audio_token: "audioOutput",
};

/** Portkey's models: prices in US cents, per token and per search. Gemini's by length of prompt are entries of their own. */
export function portkeyModels(list) {
  return {
    name: list.source,
    date: list.date,
    price(provider, id) {
      const { pricing } = list.vendors[SECTIONS[provider] ?? provider];
      const entry = [id, `${id}-lte-128k`, `${id}-lte-200k`].map((key) => pricing[key]).find(Boolean);
      const prices = entry?.pricing.pay_as_you_go;
      if (!prices) return undefined;
      const units = prices.additional_units ?? {};
      const search = units.web_search?.price || units.search?.price;
      const hour = units.cache_write_1h?.price;
      const rates = { ...ratesOf(prices), ...(hour && { cacheWrite1h: centsPerToken(hour) }) };
      return { rates, longPrompts: [], ...(search && { webSearch: shifted(search, 7) }) };
    },
  };
}

function ratesOf(prices) {
  const known = Object.entries(prices).filter(([name, { price }]) => name in RATES && price > 0);
  return Object.fromEntries(known.map(([name, { price }]) => [RATES[name], centsPerToken(price)]));
}

const centsPerToken = (cents) => shifted(cents, 10);
