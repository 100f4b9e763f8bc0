import { type ChatRequest, HubError } from "@hub/protocol";
import type { Credential, Provider } from "@hub/provider";
import { closestNames } from "../closest-names.ts";
import type { Exchange } from "../exchange.ts";

/** One way to answer a request. */
export interface Candidate {
  provider: Provider;
  /** The vendor's own id of the model. */
  model: string;
  /** Why this candidate stands where it stands, for `x-hub-route-reason`. */
  reason: string;
  /** Whose credential pays: the caller's own (`byok`) or the gateway's. */
  mode: "byok" | "managed";
  /** Takes the place of the provider's own. */
  credential?: Credential | undefined;
}

/**
 * Finds the candidates for a request, best first; never an empty list.
 *
 * @throws HubError `model_not_found`, `model_not_allowed`, `no_provider_available`
 */
export type Plan = (
  request: ChatRequest,
  exchange: Readonly<Exchange>,
) => readonly Candidate[] | Promise<readonly Candidate[]>;

/** Marks a model that the gateway may choose the vendor of. */
const ROUTED = "oah/";

/** Plans by the model's name alone: `<vendor>/<id>` goes to that vendor, a well-known bare id to its maker. */
export function planByName(providers: readonly Provider[]): Plan {
  return ({ model }) => {
    const candidate = resolveModel(model, providers);
    if (!candidate) throw modelNotFound(model, providers);
    return [candidate];
  };
}

/** The vendor and native id that a model's name stands for. */
export function resolveModel(name: string, providers: readonly Provider[]): Candidate | undefined {
  const bare = name.startsWith(ROUTED) ? name.slice(ROUTED.length) : name;
  return (name === bare ? resolvePinned(name, providers) : undefined) ?? resolveBare(bare, providers);
}

function resolvePinned(name: string, providers: readonly Provider[]): Candidate | undefined {
  const slash = name.indexOf("/");
  const provider = providers.find(({ id }) => id === name.slice(0, Math.max(0, slash)));
  const rest = name.slice(slash + 1);
  if (!provider || rest === "") return undefined;
  // A vendor's own ids may begin with its name: where `acme` has an id `acme/large`, that is also `acme/acme/large`.
  const isNativeId = provider.models.some(({ id }) => id === name);
  return { provider, model: isNativeId ? name : rest, reason: "pinned", mode: "managed" };
}

function resolveBare(model: string, providers: readonly Provider[]): Candidate | undefined {
  const provider = providers.find((candidate) => candidate.makes(model));
  return provider && { provider, model, reason: "maker", mode: "managed" };
}

/** The 404 for a name that stands for nothing, with the names that come close. */
export function modelNotFound(name: string, providers: readonly Provider[]): HubError {
  const known = providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model.id}`));
  const close = closestNames(name, known);
  const hint =
    close.length > 0
      ? ` Did you mean ${close.join(", ")}?`
      : ` Vendors of this gateway: ${providers.map(({ id }) => id).join(", ")}.`;
  return new HubError("model_not_found", `The model '${name}' does not exist.${hint}`, { param: "model" });
}
