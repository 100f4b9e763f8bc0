import { ENTITY_TYPES } from "./entity-types.ts";
import type { Detector } from "./finding.ts";
import { resolveOverlaps } from "./resolve-overlaps.ts";
import { createDigitGroups } from "./scan/digit-groups.ts";
import { createScan } from "./scan/scan.ts";
import { scanText } from "./scan/scan-text.ts";
import { COPY_BYTES, copyUnits } from "./scan/text-units.ts";

/** What to look for. */
export interface StructuredDetectorOptions {
  /** Types to look for; all of the 28 that have a structure by default. */
  readonly entities?: ReadonlySet<string>;
  /** Types beyond the 28: country packs, URL, DATE_TIME, ... */
  readonly extras?: readonly string[];
  /** Leaves addresses of private networks alone. False by default. */
  readonly skipPrivateIps?: boolean;
}

/** Scratch memory up to this many units (1 MB) is kept between texts; it grows with the texts that come. */
const KEPT_UNITS = 500_000;

/**
 * Finds what grammar, check digits and labels tell: every type but PERSON and LOCATION, in one pass, in time linear in
 * the length of the text. Findings are sorted and do not overlap.
 */
export function createStructuredDetector(options: StructuredDetectorOptions = {}): Detector {
  const wants = new Set([...(options.entities ?? ENTITY_TYPES), ...(options.extras ?? [])]);
  const skipPrivateIps = options.skipPrivateIps ?? false;
  const bytes = new Uint8Array(COPY_BYTES);
  const groups = createDigitGroups();
  let kept = new Uint16Array(4096);

  return function detectStructured(text) {
    let units = kept;
    if (units.length <= text.length) {
      units = new Uint16Array(Math.max(text.length + 1, Math.min(text.length * 2, KEPT_UNITS)));
      if (units.length <= KEPT_UNITS) kept = units;
    }
    copyUnits(text, units, bytes);
    return resolveOverlaps(scanText(createScan(text, units, wants, skipPrivateIps), groups), text);
  };
}
