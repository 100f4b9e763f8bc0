// The scan as a redactor does it: structured detectors and names beside each other, joined, above the default thresholds.
import { resolveOverlaps } from "../../src/detect/resolve-overlaps.ts";
import { createStructuredDetector } from "../../src/detect/structured-detector.ts";
import { createFindingsCache, createRedactor } from "../../src/index.ts";
import { createNameTagger } from "../../src/names/index.ts";
import { mergeAddresses } from "../../src/scan/merge-addresses.ts";

/** A detector out of a whole redactor. `options` go to its policy. */
export function joinedDetector(options = {}) {
  const policy = { injection: { action: "allow" }, ...options };
  const redactor = createRedactor(policy, { cache: createFindingsCache({ maxBytes: 0 }) });
  return (text) => redactor.redact(text).findings;
}

/** The scan alone, for the time it takes: nothing is hidden, and values are not looked for a second time. */
export function scanOnly() {
  const detectStructured = createStructuredDetector({ skipPrivateIps: true });
  const findNames = createNameTagger();
  return (text) => resolveOverlaps(mergeAddresses([...detectStructured(text), ...findNames(text)], text), text);
}
