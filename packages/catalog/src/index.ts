export { CatalogFileError } from "./catalog-file-error.ts";
export type { CatalogOverrides, ModelOverride, OfferOverride } from "./catalog-overrides.ts";
export { type CostOptions, costOf } from "./cost-of.ts";
export { createCatalog } from "./create-catalog.ts";
export { formatUsd } from "./format-usd.ts";
export { InvalidUsageError } from "./invalid-usage-error.ts";
export { parseCatalogOverrides } from "./parse-catalog-overrides.ts";
export type {
  Catalog,
  Features,
  FoundOffer,
  LongPromptRates,
  Modality,
  Model,
  Offer,
  Price,
  Rates,
  TieredRates,
} from "./types.ts";
export { UnknownPriceError } from "./unknown-price-error.ts";
export { type CatalogFile, type CatalogFileListeners, watchCatalogFile } from "./watch-catalog-file.ts";
