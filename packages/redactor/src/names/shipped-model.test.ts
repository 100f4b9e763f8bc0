import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packedGazetteer } from "./gazetteer-data.ts";
import { createNameTagger } from "./index.ts";
import { packedWeights } from "./weights-data.ts";

const packageFolder = join(import.meta.dirname, "../..");
const webText = join(packageFolder, "../../../shared/data/pii/uner-dev.jsonl");

interface LabelledText {
  text: string;
  spans: { start: number; end: number; type: string }[];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("the shipped model", () => {
  const manifest: { weightsSha256: string; gazetteerSha256: string } = JSON.parse(
    readFileSync(join(packageFolder, "training/manifest.json"), "utf8"),
  );

  it("is the one that the training script recorded", () => {
    expect(sha256(packedWeights)).toBe(manifest.weightsSha256);
    expect(sha256(Object.values(packedGazetteer).join("\n"))).toBe(manifest.gazetteerSha256);
  });

  it("weighs at most 400 KB compressed", () => {
    expect(gzipSync(packedWeights + Object.values(packedGazetteer).join("")).length).toBeLessThan(400_000);
  });
});

/** English Web Treebank as labelled by Universal NER: share-alike, so never trained on. */
describe.skipIf(!existsSync(webText))(
  "on web text that is never trained on (../shared/data/pii/uner-dev.jsonl)",
  () => {
    it.each([
      ["PERSON", 0.67],
      ["LOCATION", 0.68],
    ])("finds %s with a strict F1 of at least %d", (type, floor) => {
      const findNames = createNameTagger();
      const lines = readFileSync(webText, "utf8").trimEnd().split("\n");
      let expected = 0;
      let found = 0;
      let shared = 0;
      for (const line of lines) {
        const { text, spans }: LabelledText = JSON.parse(line);
        const wanted = spans.filter((span) => span.type === type);
        const findings = findNames(text).filter((finding) => finding.type === type);
        expected += wanted.length;
        found += findings.length;
        shared += findings.filter(({ start, end }) =>
          wanted.some((span) => span.start === start && span.end === end),
        ).length;
      }
      expect((2 * shared) / (expected + found)).toBeGreaterThanOrEqual(floor);
    });
  },
);
