import { shifted } from "./decimal.mjs";

const SECTIONS = { vertex: "google-vertex" };
const RATES = {
  input: "input",
  output: "output",
  cache_read: "cachedInput",
  cached_input: "cachedInput",
  cache_write: "cacheWrite",
  input_audio: "audioInput",
};
const MODALITIES = { text: "text", image: "image", audio: "audio", video: "video", pdf: "file" };

/** models.dev: prices in USD per million tokens, limits, modalities and capabilities. */
export function modelsDev(list) {
  const find = (section, id) => {
    const entry = list.models[section]?.[id];
    if (!entry?.base_model) return entry;
    const [baseSection, ...rest] = entry.base_model.split("/");
    const base = list.models[baseSection]?.[rest.join("/")];
    return base === entry || !base ? entry : { ...base, ...entry, limit: { ...base.limit, ...entry.limit } };
  };
  return {
    name: list.source,
    date: list.date,
    price(provider, id) {
      const entry = find(SECTIONS[provider] ?? provider, id);
      if (!entry?.cost) return undefined;
      const priority = Object.values(entry.experimental?.modes ?? {}).find(
        (mode) => mode.provider?.body?.service_tier === "priority",
      );
      return {
        rates: ratesOf(entry.cost),
        longPrompts: (entry.cost.tiers ?? []).map((tier) => ({ above: tier.tier.size, ...ratesOf(tier) })),
        ...(priority && { serviceTiers: { priority: ratesOf(priority.cost) } }),
      };
    },
    /** Limits and capabilities, of which each may be missing. */
    facts(provider, id) {
      const entry = find(SECTIONS[provider] ?? provider, id);
      if (!entry) return undefined;
      return {
        context: entry.limit?.context,
        output: entry.limit?.output,
        input: entry.modalities?.input?.map((name) => MODALITIES[name]),
        tools: entry.tool_call,
        schema: entry.structured_output,
        reasoning: entry.reasoning,
        deprecated: entry.status === "deprecated",
      };
    },
  };
}

function ratesOf(cost) {
  const known = Object.entries(cost).filter(([name, price]) => name in RATES && price > 0);
  return Object.fromEntries(known.map(([name, price]) => [RATES[name], shifted(price, 6)]));
}
