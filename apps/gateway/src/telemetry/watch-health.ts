import type { Catalog } from "@hub/catalog";
import type { HubOptions } from "@hub/core";
import { vendorModelLabel } from "./model-label.ts";

/** Where hubs tell one another of vendors' health. */
type HealthStore = NonNullable<HubOptions["healthStore"]>;

/**
 * Told when a vendor's model begins to be left alone because it fails, and when it is asked again. Models that the catalog
 * does not know are `other`.
 */
export type OnHealthChange = (vendor: string, model: string, isHealthy: boolean) => void;

/** Most models in trouble that are remembered: callers can pin any name. */
const MAX_UNHEALTHY = 1_000;

/**
 * A health store that tells of changes on their way into another one, or into none: what the hub's router has to say of
 * its circuits goes through it.
 */
export function watchHealth(
  store: HealthStore | undefined,
  catalog: () => Catalog,
  onChange: OnHealthChange,
): HealthStore {
  const unhealthy = new Set<string>();

  function note(key: string, isHealthy: boolean): void {
    if (isHealthy ? !unhealthy.delete(key) : unhealthy.has(key) || unhealthy.size >= MAX_UNHEALTHY) return;
    if (!isHealthy) unhealthy.add(key);
    const [vendor = "", model = ""] = key.slice(key.indexOf(":") + 1).split(" ");
    onChange(vendor, vendorModelLabel(catalog(), vendor, model), isHealthy);
  }

  return {
    get: async (key) => store?.get(key),
    async set(key, record, ttlMs) {
      note(key, record.openUntil === 0);
      await store?.set(key, record, ttlMs);
    },
  };
}
