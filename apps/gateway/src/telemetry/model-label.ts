import type { Catalog } from "@hub/catalog";
import type { Exchange } from "@hub/core";

/** What stands for every name that the catalog does not know. */
export const OTHER = "other";

/** No name in the catalog is longer, and callers can write anything there. In UTF-16 units. */
const MAX_NAME_LENGTH = 128;

/**
 * The model of a request by its canonical id: of the vendor that was asked last, or else as the caller named it. Names
 * that the catalog does not know are all `other`, so that no caller can add to the labels.
 */
export function modelLabel(catalog: Catalog, { candidate, requestedModel }: Readonly<Exchange>): string {
  if (candidate) return vendorModelLabel(catalog, candidate.provider.id, candidate.model);
  if (requestedModel === undefined || requestedModel.length > MAX_NAME_LENGTH) return OTHER;
  const known = catalog.model(requestedModel);
  if (known) return known.id;
  const slash = requestedModel.indexOf("/");
  if (slash === -1) return OTHER;
  const [vendor, name] = [requestedModel.slice(0, slash), requestedModel.slice(slash + 1)];
  return (vendor === "oah" ? catalog.model(name) : catalog.offer(vendor, name)?.model)?.id ?? OTHER;
}

/** A vendor's model by its canonical id, or `other`. */
export function vendorModelLabel(catalog: Catalog, vendor: string, model: string): string {
  if (model.length > MAX_NAME_LENGTH) return OTHER;
  return catalog.offer(vendor, model)?.model.id ?? OTHER;
}

/** Whether a request's model is one of the catalog. Anything else may be a key that somebody has pasted there. */
export function isKnownModel(catalog: Catalog, exchange: Readonly<Exchange>): boolean {
  return modelLabel(catalog, exchange) !== OTHER;
}
