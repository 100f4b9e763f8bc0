import { afterEach, describe, expect, it, vi } from "vitest";
import { createUnitReader } from "../text-units.ts";
import { adversaries } from "./adversaries.test-helper.ts";
import { ENTITY_TYPES, EXTRA_ENTITY_TYPES } from "./entity-types.ts";
import { foldUnit } from "./scan/characters.ts";
import { createDigitGroups } from "./scan/digit-groups.ts";
import { createScan } from "./scan/scan.ts";
import { scanText } from "./scan/scan-text.ts";
import { createStructuredDetector } from "./structured-detector.ts";

/** Longer than every bound within the detectors, so that what grows with the text shows. */
const LENGTH = 17_000;
const ALL_TYPES = new Set<string>([...ENTITY_TYPES, ...EXTRA_ENTITY_TYPES]);

afterEach(() => {
  vi.restoreAllMocks();
});

/** Units that one scan reads, and units that it copies out of the text: no clock, so the same on every machine. */
function workOn(text: string): number {
  const units = createUnitReader(foldUnit)(text);
  let work = 0;
  const counted = new Proxy(units, {
    get(target, key) {
      work++;
      return target[key as unknown as number];
    },
  });
  const slice = String.prototype.slice;
  vi.spyOn(String.prototype, "slice").mockImplementation(function (this: string, start, end) {
    const part = slice.call(this, start, end);
    work += part.length;
    return part;
  });
  scanText(createScan(text, counted, ALL_TYPES, false), createDigitGroups());
  vi.restoreAllMocks();
  return work;
}

/** A unit may be looked at by many detectors, each within its own bounded reach. */
const MAX_READS_PER_UNIT = 500;

describe.each(Object.entries(adversaries))("a text of %s", (_, generate) => {
  it("costs twice as much when it is twice as long", () => {
    const once = workOn(generate(LENGTH));
    const twice = workOn(generate(2 * LENGTH));
    expect(twice / once).toBeLessThan(2.2);
    expect(twice / (2 * LENGTH)).toBeLessThan(MAX_READS_PER_UNIT);
  });

  it("throws nothing, and its findings are sorted and apart", () => {
    const text = generate(100_000);
    const findings = createStructuredDetector({ extras: [...EXTRA_ENTITY_TYPES] })(text);
    const edges = findings.flatMap(({ start, end }) => [start, end]);
    expect(edges.filter((edge, index) => edge < (edges[index - 1] ?? 0))).toStrictEqual([]);
    expect(edges.at(-1) ?? 0).toBeLessThanOrEqual(text.length);
  });
});
