import { type Catalog, type Features, formatUsd, type Model, type Offer, type Price } from "@hub/catalog";
import { HubError } from "@hub/protocol";
import type { Provider } from "@hub/provider";
import type { Exchange } from "./exchange.ts";
import type { HubResponse } from "./http.ts";
import { jsonAnswer } from "./response-headers.ts";
import type { Access } from "./routing/access.ts";
import { modelNotFound, type NamedModel, offersOf, resolveModel, routedName } from "./routing/model-names.ts";
import { type Authenticate, bearerToken, type Principal } from "./stages/authenticate.ts";

/** A model in OpenAI's form, with what the catalog knows of it. */
interface ModelEntry {
  id: string;
  object: "model";
  /** Seconds since 1970; 0 where it is not known. */
  created: number;
  owned_by: string;
  name?: string;
  family?: string;
  open_weights?: boolean;
  context_length?: number;
  max_output_tokens?: number;
  capabilities?: Capabilities;
  /** Who answers for it, at what price. */
  providers?: OfferEntry[];
}

interface Capabilities {
  input: readonly string[];
  output: readonly string[];
  tools: boolean;
  structured_output: boolean;
  reasoning: boolean;
}

interface OfferEntry {
  provider: string;
  id: string;
  context_length: number;
  max_output_tokens: number;
  /** USD per million tokens, as decimal text; absent where it is not known. */
  pricing?: Record<string, string>;
  quantization?: string;
  regions?: readonly string[];
  deprecated?: string | true;
}

/** What the list is made from. */
export interface ModelsOptions {
  providers: readonly Provider[];
  catalog: () => Catalog;
  access: Access;
  authenticate: Authenticate;
}

/** `GET /v1/models` and `GET /v1/models/{id}`: what the caller may use. */
export function createModels({ providers, catalog, access, authenticate }: ModelsOptions) {
  const entriesOf = createEntries(providers);

  async function list(exchange: Exchange): Promise<HubResponse> {
    const principal = await enter(exchange);
    const wanted = readFilter(exchange.request.query);
    const data = entriesOf(catalog())
      .filter(({ named }) => mayUse(named, principal))
      .map(({ entry }) => entry)
      .filter((entry) => isWanted(entry, wanted));
    return jsonAnswer(exchange, { object: "list", data });
  }

  async function retrieve(exchange: Exchange, name: string): Promise<HubResponse> {
    const principal = await enter(exchange);
    const named = resolveModel(name, providers, catalog());
    const found = named && entriesOf(catalog()).find(({ entry }) => entry.id === named.name);
    if (!named || !found) throw modelNotFound(name, providers, catalog());
    if (!mayUse(named, principal)) {
      throw new HubError("model_not_allowed", `This key may not use the model '${name}'.`, { param: "model" });
    }
    return jsonAnswer(exchange, { ...found.entry, id: name });
  }

  async function enter(exchange: Exchange): Promise<Principal> {
    const principal = await authenticate(bearerToken(exchange.request.headers));
    exchange.principal = principal;
    return principal;
  }

  function mayUse({ name, offers }: NamedModel, principal: Principal | undefined): boolean {
    return access.allows([name], principal) && offers.some((offer) => access.refusalOf(offer, principal) === undefined);
  }

  return { list, retrieve };
}

/** A model that can be asked for, and how it is shown. */
interface Listed {
  named: NamedModel;
  entry: ModelEntry;
}

/** Puts the list of a catalog together once: routed models first, then each vendor's own. */
function createEntries(providers: readonly Provider[]): (catalog: Catalog) => readonly Listed[] {
  const known = new WeakMap<Catalog, readonly Listed[]>();
  return (catalog) => {
    let entries = known.get(catalog);
    if (!entries) {
      entries = [
        ...routedEntries(providers, catalog),
        ...providers.flatMap((provider) => pinnedEntries(provider, catalog)),
      ];
      known.set(catalog, entries);
    }
    return entries;
  };
}

function routedEntries(providers: readonly Provider[], { models }: Catalog): Listed[] {
  return models.flatMap((model) => {
    const offers = offersOf(model, providers);
    if (offers.length === 0) return [];
    const id = routedName(model);
    const sold = offers.flatMap(({ offer }) => offer ?? []);
    return [
      {
        named: { by: "routed", name: id, offers },
        entry: { ...describe(id, model, model), owned_by: model.maker, providers: sold.map(describeOffer) },
      },
    ];
  });
}

function pinnedEntries(provider: Provider, catalog: Catalog): Listed[] {
  const native = new Map(provider.models.map(({ id, created }) => [id, created]));
  for (const model of catalog.models) {
    for (const offer of model.offers)
      if (offer.provider === provider.id && !native.has(offer.id)) native.set(offer.id, 0);
  }
  return [...native].map(([id, created]) => {
    const name = `${provider.id}/${id}`;
    const found = catalog.offer(provider.id, id);
    const named: NamedModel = { by: "pinned", name, offers: [{ provider, id, offer: found?.offer }] };
    if (!found) return { named, entry: { id: name, object: "model", created, owned_by: provider.id } };
    const entry = describe(name, found.model, found.offer);
    return {
      named,
      entry: {
        ...entry,
        created: created || entry.created,
        owned_by: provider.id,
        providers: [describeOffer(found.offer)],
      },
    };
  });
}

function describe(id: string, model: Model, features: Features): ModelEntry {
  const { name, family, maker, openWeights, released } = model;
  return {
    id,
    object: "model",
    created: released ? Date.parse(released) / 1000 : 0,
    owned_by: maker,
    name,
    family,
    open_weights: openWeights,
    context_length: features.contextTokens,
    max_output_tokens: features.maxOutputTokens,
    capabilities: {
      input: features.input,
      output: features.output,
      tools: features.tools,
      structured_output: features.structuredOutput,
      reasoning: features.reasoning,
    },
  };
}

function describeOffer({ provider, id, price, quantisation, regions, deprecated, ...features }: Offer): OfferEntry {
  return {
    provider,
    id,
    context_length: features.contextTokens,
    max_output_tokens: features.maxOutputTokens,
    ...(price && { pricing: pricingOf(price) }),
    ...(quantisation && { quantization: quantisation }),
    ...(regions && { regions }),
    ...(deprecated && { deprecated }),
  };
}

const PRICED = {
  input: "input",
  output: "output",
  cachedInput: "cached_input",
  cacheWrite: "cache_write",
  reasoning: "reasoning",
  audioInput: "audio_input",
  audioOutput: "audio_output",
  imageInput: "image_input",
} as const satisfies Partial<Record<keyof Price, string>>;

/** USD per million tokens. The catalog has micro-USD, of which a thousand nano-USD make one. */
function pricingOf(price: Price): Record<string, string> {
  const pricing: Record<string, string> = {};
  for (const [rate, name] of Object.entries(PRICED)) {
    const value = price[rate as keyof typeof PRICED];
    if (value !== undefined) pricing[name] = formatUsd(value * 1_000);
  }
  if (price.perRequest !== undefined) pricing.per_request = formatUsd(price.perRequest);
  if (price.webSearch !== undefined) pricing.web_search = formatUsd(price.webSearch);
  return pricing;
}

/** What a list is narrowed down to. */
interface Filter {
  family: string | null;
  capability: string | null;
  provider: string | null;
}

function readFilter(query: string | undefined): Filter {
  const asked = new URLSearchParams(query);
  return { family: asked.get("family"), capability: asked.get("capability"), provider: asked.get("provider") };
}

function isWanted({ family, capabilities, providers, owned_by }: ModelEntry, wanted: Filter): boolean {
  if (wanted.family !== null && family !== wanted.family) return false;
  if (wanted.provider !== null) {
    const isTheirs = providers
      ? providers.some(({ provider }) => provider === wanted.provider)
      : owned_by === wanted.provider;
    if (!isTheirs) return false;
  }
  return wanted.capability === null || hasCapability(capabilities, wanted.capability);
}

/** `tools`, `structured_output`, `reasoning`; `vision`, or a kind of content: `image`, `audio`, `video`, `file`. */
function hasCapability(capabilities: Capabilities | undefined, wanted: string): boolean {
  if (!capabilities) return false;
  if (wanted === "tools" || wanted === "structured_output" || wanted === "reasoning") return capabilities[wanted];
  const modality = wanted === "vision" ? "image" : wanted;
  return capabilities.input.includes(modality) || capabilities.output.includes(modality);
}
