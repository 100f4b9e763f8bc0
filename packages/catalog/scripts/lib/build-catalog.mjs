import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import anthropic from "../curated/anthropic.mjs";
import decisions from "../curated/decisions.mjs";
import deepseek from "../curated/deepseek.mjs";
import google from "../curated/google.mjs";
import meta from "../curated/meta.mjs";
import minimax from "../curated/minimax.mjs";
import mistral from "../curated/mistral.mjs";
import moonshot from "../curated/moonshot.mjs";
import nvidia from "../curated/nvidia.mjs";
import openai from "../curated/openai.mjs";
import others from "../curated/others.mjs";
import qwen from "../curated/qwen.mjs";
import xai from "../curated/xai.mjs";
import zai from "../curated/zai.mjs";
import { featuresOf, mostOf } from "./features.mjs";
import { genaiPrices } from "./genai-prices.mjs";
import { laterPrices } from "./later-prices.mjs";
import { modelsDev } from "./models-dev.mjs";
import { portkeyModels } from "./portkey-models.mjs";
import { priceOf } from "./price-of.mjs";

/** Where the price lists are, unless said otherwise. They are no part of this repository. */
export const PRICE_LISTS = fileURLToPath(new URL("../../../../../shared/data/prices", import.meta.url));
/** The day whose prices to take, where a list has them by date. */
const AS_OF = "2026-11-22";

const CURATED = {
  openai,
  anthropic,
  google,
  meta,
  mistral,
  qwen,
  deepseek,
  xai,
  moonshot,
  zai,
  minimax,
  nvidia,
  others,
};

/** The catalog's files by name, and where the lists disagree about what is in them. */
export function buildCatalog(folder) {
  const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
  const facts = modelsDev(read("models-dev"));
  const lists = [facts, genaiPrices(read("genai-prices"), AS_OF), portkeyModels(read("portkey-models")), laterPrices()];
  const disagreements = [];
  const files = {};
  for (const [name, { maker, models }] of Object.entries(CURATED)) {
    files[name] = models
      .map((model) => toModel({ maker, ...model }, { facts, lists, disagreements }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return { files, disagreements };
}

function toModel(model, context) {
  const offers = Object.entries(model.offers).flatMap(([provider, specs]) =>
    [specs].flat().map((spec) => toOffer(model, provider, typeof spec === "string" ? { id: spec } : spec, context)),
  );
  const most = mostOf(offers.map(({ features }) => features));
  return {
    id: model.id,
    name: model.name,
    family: model.family,
    maker: model.maker,
    openWeights: model.open === true,
    ...(model.released && { released: model.released }),
    ...aliasesOf(model),
    ...most,
    offers: offers.map(({ features, offer }) => ({ ...offer, ...differences(features, most) })),
  };
}

/** `claude-sonnet-4.6` for `claude-sonnet-4-6`, as others write it. */
function aliasesOf({ id, aliases = [] }) {
  const dotted = id.startsWith("claude-") ? id.replace(/-(\d)-(\d)(?=-|$)/, "-$1.$2") : id;
  const all = dotted === id ? aliases : [...aliases, dotted];
  return all.length > 0 ? { aliases: all } : {};
}

function toOffer(model, provider, spec, { facts, lists, disagreements }) {
  const { id, aliases = [], regions, quantisation } = spec;
  const names = [id, ...aliases];
  const fact = firstOf(names.map((name) => facts.facts(provider, name)));
  const features = featuresOf(model, provider, spec, fact);
  const decide = () => decisions.find((one) => one.provider === provider && one.id.test(id));
  const { price, sources, date } = priceOf(
    model,
    provider,
    spec,
    features,
    lists,
    (rate, quotes, { price, why }) => disagreements.push({ provider, id, rate, quotes, price, why }),
    decide,
  );
  const offer = {
    provider,
    id,
    ...(aliases.length > 0 && { aliases }),
    ...(price && !spec.unpriced && { price }),
    ...(regions && { regions }),
    ...(quantisation && { quantisation }),
    ...((spec.deprecated || fact?.deprecated) && { deprecated: spec.deprecated ?? true }),
    sources: sources.length > 0 ? sources : [facts.name],
    date: sources.length > 0 ? date : facts.date,
  };
  if (!price && !spec.unpriced) disagreements.push({ provider, id, rate: "price", quotes: [], why: "undecided" });
  return { features, offer };
}

/** Facts from several records of the same: of each, the first that there is. */
function firstOf(records) {
  const known = records.map((record = {}) => Object.entries(record).filter(([, value]) => value !== undefined));
  return Object.fromEntries(known.reverse().flat());
}

function differences(features, most) {
  return Object.fromEntries(Object.entries(features).filter(([name, value]) => String(value) !== String(most[name])));
}
