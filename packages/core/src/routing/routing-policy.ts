import type { Strategy } from "@hub/router";
import { matchesGlob } from "./matches-glob.ts";

/** How requests are routed, for all of a gateway or for one project. */
export interface RoutingPolicy {
  /** How vendors are ranked. Default `cheapest`. */
  strategy?: Strategy | undefined;
  /** Vendors in the order in which to ask them, for the strategy `priority`. */
  priority?: readonly string[] | undefined;
  /** Shares of the requests by vendor, for the strategy `weighted`. Default 1 each. */
  weights?: Readonly<Record<string, number>> | undefined;
  /** The only vendors that may be asked. */
  vendors?: readonly string[] | undefined;
  /** The only models that may be asked for: names and globs such as `openai/*` and `oah/*`. */
  models?: readonly string[] | undefined;
  /** The only regions in which data may be processed. A vendor that is not known to keep to them is left out. */
  regions?: readonly string[] | undefined;
  /** Leave out vendors that are not known to forget what they are sent. */
  noRetention?: boolean | undefined;
  /**
   * The only vendors that may be sent a request in which a kind of data was found, hidden or not: by the kind's name, such
   * as `MEDICAL_RECORD_NUMBER`.
   */
  vendorsForData?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Models to go on with when one cannot be had, by its name as callers write it. */
  fallbacks?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What an operator knows of a vendor from the contract with it. */
export interface VendorTraits {
  /** Where the vendor processes data. */
  regions?: readonly string[] | undefined;
  /** Whether the vendor keeps what it is sent beyond the answer. */
  retainsData?: boolean | undefined;
  /** Whether it can be asked with the caller's own credential alone: the hub has none for it. */
  isByokOnly?: boolean | undefined;
}

/**
 * Why a policy keeps a vendor out; `undefined` when it does not.
 *
 * @param found the kinds of data that were found in the request
 */
export function vendorRefusal(
  policy: RoutingPolicy,
  vendor: string,
  { regions, retainsData }: VendorTraits,
  found: Readonly<Record<string, number>> = {},
): string | undefined {
  if (policy.vendors && !policy.vendors.includes(vendor)) return "not allowed by policy";
  if (policy.regions) {
    const { regions: allowed } = policy;
    if (!regions?.length) return "not known to stay in the allowed regions";
    if (!regions.every((region) => allowed.includes(region))) return "outside the allowed regions";
  }
  for (const [kind, allowed] of Object.entries(policy.vendorsForData ?? {})) {
    if (kind in found && !allowed.includes(vendor)) return `not allowed to see ${kind}`;
  }
  if (policy.noRetention && retainsData !== false) return "not known to forget what it is sent";
  return undefined;
}

/** Whether a policy lets any of a model's names be asked for. */
export function allowsModel({ models }: RoutingPolicy, names: readonly string[]): boolean {
  return !models || models.some((pattern) => names.some((name) => matchesGlob(pattern, name)));
}
