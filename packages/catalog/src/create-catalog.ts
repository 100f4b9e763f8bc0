import type { CatalogOverrides } from "./catalog-overrides.ts";
import { mergeOverrides } from "./merge-overrides.ts";
import type { ModelData, OfferData } from "./model-data.ts";
import { SHIPPED_MODELS } from "./shipped-models.ts";
import type { Catalog, Features, FoundOffer, Modality, Model, Offer } from "./types.ts";

/** The models that come with this package, extended and corrected by overrides. Takes a few milliseconds. */
export function createCatalog(overrides?: CatalogOverrides): Catalog {
  const data = overrides ? mergeOverrides(SHIPPED_MODELS, overrides) : SHIPPED_MODELS;
  const models = data.map(toModel).sort((a, b) => (a.id < b.id ? -1 : 1));
  const byName = indexByName(models);
  const byProvider = indexByProvider(models);
  return Object.freeze<Catalog>({
    models: Object.freeze(models),
    model: (name) => byName.get(name) ?? byName.get(name.toLowerCase()),
    offer(provider, id) {
      const offers = byProvider.get(provider) ?? byProvider.get(provider.toLowerCase());
      return offers?.get(id) ?? offers?.get(id.toLowerCase());
    },
  });
}

function toModel(data: ModelData): Model {
  const offers = data.offers.map((offer) => toOffer(offer, data));
  const most = offers.length > 0 ? offers.map(featuresOf).reduce(mostOf) : featuresOf(data);
  return deepFreeze({ ...data, aliases: data.aliases ?? [], ...most, offers });
}

function toOffer(data: OfferData, model: ModelData): Offer {
  return { ...featuresOf(model), ...data, aliases: data.aliases ?? [], price: data.price };
}

function featuresOf(one: Features): Features {
  const { contextTokens, maxOutputTokens, input, output, tools, structuredOutput, reasoning } = one;
  return { contextTokens, maxOutputTokens, input, output, tools, structuredOutput, reasoning };
}

/** The most that either of them has. */
function mostOf(a: Features, b: Features): Features {
  return {
    contextTokens: Math.max(a.contextTokens, b.contextTokens),
    maxOutputTokens: Math.max(a.maxOutputTokens, b.maxOutputTokens),
    input: unionOf(a.input, b.input),
    output: unionOf(a.output, b.output),
    tools: a.tools || b.tools,
    structuredOutput: a.structuredOutput || b.structuredOutput,
    reasoning: a.reasoning || b.reasoning,
  };
}

function unionOf(a: readonly Modality[], b: readonly Modality[]): readonly Modality[] {
  return a === b ? a : [...new Set([...a, ...b])];
}

/** Where the same name is given twice, ids come before aliases and these before the vendors' own names. */
function indexByName(models: readonly Model[]): ReadonlyMap<string, Model> {
  const index = new Map<string, Model>();
  for (const model of models) add(index, model.id, model);
  for (const model of models) for (const alias of model.aliases) add(index, alias, model);
  const offers = models.flatMap((model) => model.offers.map((offer) => ({ model, offer })));
  for (const { model, offer } of offers) for (const name of [offer.id, ...offer.aliases]) add(index, name, model);
  return index;
}

function indexByProvider(models: readonly Model[]): ReadonlyMap<string, ReadonlyMap<string, FoundOffer>> {
  const all = models.flatMap((model) => model.offers.map((offer) => Object.freeze({ model, offer })));
  const index = new Map<string, Map<string, FoundOffer>>();
  for (const { offer } of all) add(index, offer.provider, new Map());
  for (const found of all) add(index.get(found.offer.provider), found.offer.id, found);
  for (const found of all) for (const alias of found.offer.aliases) add(index.get(found.offer.provider), alias, found);
  return index;
}

/** Under the name as it is and in small letters, so that looking one up seldom has to copy it. The first one stays. */
function add<T>(index: Map<string, T> | undefined, name: string, value: T): void {
  for (const key of [name, name.toLowerCase()]) if (!index?.has(key)) index?.set(key, value);
}

/** Shipped data is frozen with the first catalog, and costs nothing then. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
