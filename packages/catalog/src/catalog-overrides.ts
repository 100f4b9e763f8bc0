import type { ModelData, OfferData } from "./model-data.ts";

/** Models and prices of one's own: what `parseCatalogOverrides` makes of a file. */
export interface CatalogOverrides {
  models: readonly ModelOverride[];
}

/** A model to add, or the fields of a shipped one to replace. */
export interface ModelOverride extends Partial<Omit<ModelData, "offers">> {
  id: string;
  offers?: readonly OfferOverride[];
}

/** An offer to add, or the fields of a shipped one of this provider and id to replace. */
export interface OfferOverride extends Partial<OfferData> {
  provider: string;
  id: string;
}
