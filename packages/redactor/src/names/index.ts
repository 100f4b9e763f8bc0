import type { Finding } from "../detect/finding.ts";
import { createGazetteer, unpackGazetteer } from "./gazetteer.ts";
import { packedGazetteer } from "./gazetteer-data.ts";
import { createScorer, unpackWeights } from "./model.ts";
import { createTagger, DEFAULT_THRESHOLD, type NameModel } from "./tagger.ts";
import { packedWeights, weightScale } from "./weights-data.ts";

/** Settings of the name tagger. */
export interface NameTaggerOptions {
  /** Findings with a lower posterior probability are left out, addresses below 0.55 too unless it is set below 0.5. 0 to 1, by default 0.5. */
  threshold?: number;
}

let sharedModel: NameModel | undefined;

/** The shipped model takes some milliseconds and 2 MB to unpack; all taggers read the same one and none changes it. */
function shippedModel(): NameModel {
  sharedModel ??= {
    gazetteer: createGazetteer(unpackGazetteer(packedGazetteer)),
    scorer: createScorer(unpackWeights(packedWeights)),
    scale: weightScale,
  };
  return sharedModel;
}

/**
 * Makes a function that finds people (`PERSON`), places (`LOCATION`), organizations (`ORGANIZATION`) and postal addresses
 * (`STREET_ADDRESS`) in text of any kind, ordered by place and without overlap. Linear time; the returned function is not
 * re-entrant, which no synchronous caller can notice.
 */
export function createNameTagger(options: NameTaggerOptions = {}): (text: string) => Finding[] {
  return createTagger(shippedModel(), options.threshold ?? DEFAULT_THRESHOLD);
}
