import type { Principal } from "../stages/authenticate.ts";
import type { ModelOffer } from "./model-names.ts";
import { allowsModel, type RoutingPolicy, type VendorTraits, vendorRefusal } from "./routing-policy.ts";

/** What may be asked of whom: by the hub's policy, and by the principal's own on top of it. */
export interface Access {
  /** Whether a principal may ask for a model that goes by these names. */
  allows(names: readonly string[], principal: Principal | undefined): boolean;
  /**
   * Why a principal's request must not go to a vendor; `undefined` where it may.
   *
   * @param found the kinds of data that were found in the request
   */
  refusalOf(
    offer: ModelOffer,
    principal: Principal | undefined,
    found?: Readonly<Record<string, number>>,
  ): string | undefined;
}

/** Creates the rules of access. `traits` are by vendor's id. */
export function createAccess(policy: RoutingPolicy, traits: Readonly<Record<string, VendorTraits>>): Access {
  const hub = [policy];
  const policiesOf = (principal: Principal | undefined): readonly RoutingPolicy[] =>
    principal?.routing ? [policy, ...principal.routing] : hub;

  return {
    allows: (names, principal) => policiesOf(principal).every((each) => allowsModel(each, names)),
    refusalOf({ provider, offer }, principal, found) {
      const known = traits[provider.id] ?? {};
      // Whether there is one, not what it is: those that are stored are decrypted when they are read.
      if (known.isByokOnly && !(provider.id in (principal?.credentials ?? {}))) return "without a credential";
      const facts = { ...known, regions: known.regions ?? offer?.regions };
      for (const each of policiesOf(principal)) {
        const refusal = vendorRefusal(each, provider.id, facts, found);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}
