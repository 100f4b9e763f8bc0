import { createUnitReader } from "../text-units.ts";
import { ENTITY_TYPES } from "./entity-types.ts";
import type { Detector } from "./finding.ts";
import { resolveOverlaps } from "./resolve-overlaps.ts";
import { foldUnit } from "./scan/characters.ts";
import { createDigitGroups } from "./scan/digit-groups.ts";
import { createScan } from "./scan/scan.ts";
import { scanText } from "./scan/scan-text.ts";

/** What to look for. */
export interface StructuredDetectorOptions {
  /** Types to look for; all of the 28 that have a structure by default. */
  readonly entities?: ReadonlySet<string>;
  /** Types beyond the 28: country packs, URL, DATE_TIME, ... */
  readonly extras?: readonly string[];
  /** Leaves addresses of private networks alone. False by default. */
  readonly skipPrivateIps?: boolean;
}

/**
 * Finds what grammar, check digits and labels tell: every type but PERSON and LOCATION, in one pass, in time linear in
 * the length of the text. Findings are sorted and do not overlap.
 */
export function createStructuredDetector(options: StructuredDetectorOptions = {}): Detector {
  const wants = new Set([...(options.entities ?? ENTITY_TYPES), ...(options.extras ?? [])]);
  const skipPrivateIps = options.skipPrivateIps ?? false;
  const groups = createDigitGroups();
  const readUnits = createUnitReader(foldUnit);
  return (text) => resolveOverlaps(scanText(createScan(text, readUnits(text), wants, skipPrivateIps), groups), text);
}
