import type { Catalog, Model, Offer } from "@hub/catalog";
import { HubError } from "@hub/protocol";
import type { Provider } from "@hub/provider";
import { closestNames } from "./closest-names.ts";

/** One vendor's way to answer for a model. */
export interface ModelOffer {
  provider: Provider;
  /** The vendor's own id of the model. */
  id: string;
  /** What the catalog knows of it; absent for a model that it does not list. */
  offer?: Offer | undefined;
}

/** What a model's name stands for. */
export interface NamedModel {
  /** `routed`: any vendor that has the model; `pinned`: this vendor; `maker`: the vendor that makes it. */
  by: "routed" | "pinned" | "maker";
  /** The name without the spelling that the caller chose: `oah/<canonical>` or `<vendor>/<native id>`. */
  name: string;
  /** The ways to it, in no order; at least one. */
  offers: readonly ModelOffer[];
}

/** Marks a model that the gateway may choose the vendor of. */
const ROUTED = "oah/";

/** The name by which a model of the catalog is asked for, whoever answers. */
export function routedName({ id }: Model): string {
  return ROUTED + id;
}

/** Finds what a model's name stands for among these vendors. */
export function resolveModel(name: string, providers: readonly Provider[], catalog: Catalog): NamedModel | undefined {
  if (!name.startsWith(ROUTED)) {
    return resolvePinned(name, providers, catalog) ?? resolveMaker(name, providers, catalog);
  }
  const bare = name.slice(ROUTED.length);
  const model = catalog.model(bare);
  const offers = model ? offersOf(model, providers) : [];
  if (model && offers.length > 0) return { by: "routed", name: routedName(model), offers };
  return resolveMaker(bare, providers, catalog);
}

/** The ways to a model of the catalog that lead through these vendors. */
export function offersOf(model: Model, providers: readonly Provider[]): ModelOffer[] {
  return model.offers.flatMap((offer) => {
    const provider = providers.find(({ id }) => id === offer.provider);
    return provider ? [{ provider, id: offer.id, offer }] : [];
  });
}

function resolvePinned(name: string, providers: readonly Provider[], catalog: Catalog): NamedModel | undefined {
  const slash = name.indexOf("/");
  const provider = providers.find(({ id }) => id === name.slice(0, Math.max(0, slash)));
  const rest = name.slice(slash + 1);
  if (!provider || rest === "") return undefined;
  // A vendor's own ids may begin with its name: where `acme` has an id `acme/large`, that is also `acme/acme/large`.
  const isNativeId = provider.models.some(({ id }) => id === name);
  return namedBy("pinned", provider, isNativeId ? name : rest, catalog);
}

function resolveMaker(id: string, providers: readonly Provider[], catalog: Catalog): NamedModel | undefined {
  const provider = providers.find((candidate) => candidate.makes(id));
  return provider && namedBy("maker", provider, id, catalog);
}

function namedBy(by: NamedModel["by"], provider: Provider, id: string, catalog: Catalog): NamedModel {
  const offer = catalog.offer(provider.id, id)?.offer;
  return { by, name: `${provider.id}/${id}`, offers: [{ provider, id, offer }] };
}

/** The 404 for a name that stands for nothing, with the names that come close. */
export function modelNotFound(name: string, providers: readonly Provider[], catalog: Catalog): HubError {
  return new HubError("model_not_found", `The model '${name}' does not exist.${hintFor(name, providers, catalog)}`, {
    param: "model",
  });
}

function hintFor(name: string, providers: readonly Provider[], catalog: Catalog): string {
  const known = catalog.model(name.startsWith(ROUTED) ? name.slice(ROUTED.length) : name);
  if (known && offersOf(known, providers).length > 0) return ` Did you mean ${routedName(known)}?`;
  if (known) {
    const vendors = new Set(known.offers.map(({ provider }) => provider));
    return ` It is known from ${[...vendors].join(", ")}, but this gateway has no key of any of them.`;
  }
  const close = closestNames(name, [
    ...providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model.id}`)),
    ...catalog.models.filter((model) => offersOf(model, providers).length > 0).map(routedName),
  ]);
  if (close.length > 0) return ` Did you mean ${close.join(", ")}?`;
  return ` Vendors of this gateway: ${providers.map(({ id }) => id).join(", ")}.`;
}
