import { readSamples } from "../../scripts/lib/recorded/read-samples.mjs";
import { estimatePrompt } from "../estimate-prompt.ts";
import { familyOf } from "../families/family-of.ts";

/** How far estimates are from a vendor's own counts, as shares of those. */
export interface VendorErrors {
  readonly samples: number;
  /** How many recordings were left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Of the likely figure, either way: the median, and what 95 % of the requests do not exceed. */
  readonly median: number;
  readonly p95: number;
  /** How much higher than the count the bound is, in the median. */
  readonly over: number;
  /** How far the bound is below the count: what 95 % of the requests do not exceed, and the most. Negative: above. */
  readonly underP95: number;
  readonly mostUnder: number;
}

/** Compares estimates with all that is recorded of a vendor. */
export function measureVendor(vendor: string): VendorErrors {
  const { samples, leftOut } = readSamples(vendor);
  const estimates = samples.map(({ provider, model, request, promptTokens }) => {
    const { expected, bound } = estimatePrompt(request, familyOf(provider, model));
    return { error: Math.abs(expected / promptTokens - 1), under: 1 - bound / promptTokens };
  });
  const errors = estimates.map(({ error }) => error);
  const unders = estimates.map(({ under }) => under);
  return {
    samples: samples.length,
    leftOut,
    median: quantile(errors, 0.5),
    p95: quantile(errors, 0.95),
    over: -quantile(unders, 0.5),
    underP95: quantile(unders, 0.95),
    mostUnder: Math.max(...unders),
  };
}

/** The smallest value that so large a share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
