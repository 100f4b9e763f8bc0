import type { Features, Model, Offer } from "./types.ts";

/** A model as it is written down. Its features hold for every offer that does not say otherwise. */
export interface ModelData extends Omit<Model, "aliases" | "offers"> {
  aliases?: readonly string[];
  offers: readonly OfferData[];
}

/** An offer as it is written down. */
export interface OfferData extends Omit<Offer, keyof Features | "aliases" | "price">, Partial<Features> {
  aliases?: readonly string[];
  price?: Exclude<Offer["price"], undefined>;
}
