import type { CatalogOverrides, ModelOverride } from "./catalog-overrides.ts";
import { MAX_OFFERS } from "./catalog-schema.ts";
import { findOffer, mergeModel } from "./merge-overrides.ts";
import type { ModelData } from "./model-data.ts";
import type { JsonPath } from "./read-json.ts";

/** Reports what is wrong with the value at a path, and does not return. */
type Fail = (message: string, path: JsonPath) => never;

const MODEL_FIELDS = [
  "name",
  "family",
  "maker",
  "openWeights",
  "contextTokens",
  "maxOutputTokens",
  "input",
  "output",
  "tools",
  "structuredOutput",
  "reasoning",
] as const;

/** What a schema cannot see: that new models and offers are whole, limits fit, and no name means two things. */
export function checkOverrides(overrides: CatalogOverrides, shipped: readonly ModelData[], fail: Fail): void {
  const models = new Map(shipped.map((model) => [model.id.toLowerCase(), model]));
  overrides.models.forEach((override, index) => {
    const key = override.id.toLowerCase();
    const known = models.get(key);
    const merged = mergeModel(known, override);
    if (merged.offers.length > MAX_OFFERS) fail(`Expected at most ${MAX_OFFERS} offers of a model`, ["models", index]);
    checkModel(override, known, merged, ["models", index], fail);
    models.set(key, merged);
  });
  const owners = ownersOf([...models.values()]);
  overrides.models.forEach((override, index) => {
    checkNames(override, owners, ["models", index], fail);
  });
}

function checkModel(
  override: ModelOverride,
  known: ModelData | undefined,
  merged: ModelData,
  path: JsonPath,
  fail: Fail,
): void {
  const missing = MODEL_FIELDS.find((field) => merged[field] === undefined);
  if (missing) fail(`A model that the catalog does not have needs ${missing}`, path);
  override.offers?.forEach((offer, index) => {
    const isNew = findOffer(known?.offers ?? [], offer) === undefined;
    const absent = (["date", "sources"] as const).find((field) => offer[field] === undefined);
    if (isNew && absent) {
      fail(`A new offer needs ${absent === "sources" ? "source" : absent}`, [...path, "offers", index]);
    }
  });
  for (const { contextTokens = merged.contextTokens, maxOutputTokens = merged.maxOutputTokens } of [
    merged,
    ...merged.offers,
  ]) {
    if (maxOutputTokens > contextTokens) fail("Expected maxOutputTokens to be at most contextTokens", path);
  }
}

/** Fails for names that mean another model, or another offer of the vendor, too. */
function checkNames(override: ModelOverride, owners: Owners, path: JsonPath, fail: Fail): void {
  const check = (key: string, at: JsonPath): void => {
    const [owner, other] = owners.get(key.toLowerCase()) ?? [];
    if (other !== undefined) fail(`Expected a name of its own: ${owner} and ${other} would both have this one`, at);
  };
  check(override.id, [...path, "id"]);
  for (const [index, alias] of (override.aliases ?? []).entries()) check(alias, [...path, "aliases", index]);
  for (const [index, { provider, id, aliases = [] }] of (override.offers ?? []).entries()) {
    const offer = [...path, "offers", index];
    check(`${provider} ${id}`, [...offer, "id"]);
    for (const [at, alias] of aliases.entries()) check(`${provider} ${alias}`, [...offer, "aliases", at]);
  }
}

/** What has a name, in small letters: models by theirs; offers by vendor and name, with a space, which no id has. */
type Owners = ReadonlyMap<string, ReadonlySet<string>>;

function ownersOf(models: readonly ModelData[]): Owners {
  const owners = new Map<string, Set<string>>();
  const add = (name: string, owner: string): void => {
    const key = name.toLowerCase();
    owners.set(key, (owners.get(key) ?? new Set()).add(owner));
  };
  for (const model of models) {
    for (const name of [model.id, ...(model.aliases ?? [])]) add(name, model.id);
    for (const { provider, id, aliases = [] } of model.offers) {
      for (const name of [id, ...aliases]) add(`${provider} ${name}`, `${provider}/${id} of ${model.id}`);
    }
  }
  return owners;
}
