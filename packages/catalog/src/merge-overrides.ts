import type { CatalogOverrides, ModelOverride, OfferOverride } from "./catalog-overrides.ts";
import type { ModelData, OfferData } from "./model-data.ts";
import type { Features } from "./types.ts";

/**
 * Shipped models with overrides. Given fields of a known model replace its own; an offer of the same provider and id is
 * replaced field by field, its price as a whole; all else is added.
 */
export function mergeOverrides(shipped: readonly ModelData[], overrides: CatalogOverrides): ModelData[] {
  const models = new Map(shipped.map((model) => [model.id.toLowerCase(), model]));
  for (const override of overrides.models) {
    const key = override.id.toLowerCase();
    models.set(key, mergeModel(models.get(key), override));
  }
  return [...models.values()];
}

/** What a model's offers inherit from it. */
const FEATURES: readonly (keyof Features)[] = [
  "contextTokens",
  "maxOutputTokens",
  "input",
  "output",
  "tools",
  "structuredOutput",
  "reasoning",
];

/** A model with an override. A feature that the override gives the model is given to all offers that the model had. */
export function mergeModel(model: ModelData | undefined, override: ModelOverride): ModelData {
  const { id: _, offers: changes = [], ...fields } = override;
  const given = FEATURES.filter((feature) => feature in fields);
  const inherited = (model?.offers ?? []).map((offer) => without(offer, given));
  const offers = changes.reduce(mergeOffer, inherited);
  return { ...model, ...fields, id: model?.id ?? override.id, offers } as ModelData;
}

function without(offer: OfferData, features: readonly (keyof Features)[]): OfferData {
  const rest = { ...offer };
  for (const feature of features) delete rest[feature];
  return rest;
}

function mergeOffer(offers: readonly OfferData[], change: OfferOverride): OfferData[] {
  const known = findOffer(offers, change);
  // What is new is whole: the file's reader sees to it.
  if (!known) return [...offers, change as OfferData];
  if (isSame(known.id, change.id))
    return offers.map((offer) => (offer === known ? { ...known, ...change, id: known.id } : offer));
  // An alias with a price of its own is no alias any more.
  const aliases = (known.aliases ?? []).filter((alias) => !isSame(alias, change.id));
  const rest = offers.map((offer) => (offer === known ? { ...known, aliases } : offer));
  return [...rest, { ...known, aliases: [], ...change }];
}

/** The offer of this provider that has this id, or has it for an alias. */
export function findOffer(offers: readonly OfferData[], { provider, id }: OfferOverride): OfferData | undefined {
  const ofProvider = offers.filter((offer) => isSame(offer.provider, provider));
  const byId = ofProvider.find((offer) => isSame(offer.id, id));
  return byId ?? ofProvider.find((offer) => offer.aliases?.some((alias) => isSame(alias, id)));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
