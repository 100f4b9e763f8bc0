import type { Vocabulary } from "../families/tokenizer-family.ts";
import { unpackWeights, type Weights } from "./weights.ts";
import { CL100K } from "./weights-cl100k.ts";
import { O200K } from "./weights-o200k.ts";

/** The weights of each vocabulary. */
export const WEIGHTS: Readonly<Record<Vocabulary, Weights>> = {
  o200k: unpackWeights(O200K),
  cl100k: unpackWeights(CL100K),
};
