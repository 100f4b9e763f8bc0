import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createGazetteer } from "../src/names/gazetteer.ts";
import { buildGazetteer, packGazetteer } from "./build-gazetteer.mjs";
import {
  checksumDocuments,
  generateDocuments,
  PUBLIC_SOURCES,
  readCode,
  readPublicSource,
  readSource,
  TRAINING_SOURCES,
} from "./corpus.mjs";
import { learn, packWeights, prepare, SCALE, SETTINGS } from "./learn.mjs";
import { loadLists } from "./lists.mjs";
import { createRandom } from "./random.mjs";

/**
 * Trains on the labelled sources that are not held out, on generated text and on code.
 * Returns the model's packed parts and what a tagger needs.
 */
export async function train({ dataFolder, packagesFolder, corporaFolder, heldOut = [] }) {
  const random = createRandom(SETTINGS.seed);
  const lists = await loadLists(packagesFolder);
  const isUsed = (source) => !heldOut.includes(source);
  const labelled = [
    ...TRAINING_SOURCES.filter(isUsed).flatMap((source) => readSource(dataFolder, source)),
    ...PUBLIC_SOURCES.filter(isUsed).flatMap((source) => readPublicSource(corporaFolder, source)),
  ];
  const documents = [...labelled, ...generateDocuments(lists, random), ...readCode(packagesFolder, lists)];
  const entries = buildGazetteer(lists, documents);
  const gazetteer = createGazetteer(entries);
  const weights = learn(prepare(documents, gazetteer), gazetteer, random);
  return { documents, entries, gazetteer, weights };
}

const header = `// Written by training/train.mjs: change that and run it again.
// Made from GeoNames, WNUT 2017, the Broad Twitter Corpus, Wikigold, LitBank and GUM (all CC-BY) and from MIT and Apache-2.0 sources; training/README.md names them.
`;

async function main() {
  const [dataFolder, packagesFolder, corporaFolder] = process.argv.slice(2);
  if (corporaFolder === undefined) {
    throw new Error(
      "Usage: node training/train.mjs <folder of labelled text> <node_modules folder of the training inputs> <folder of public corpora>",
    );
  }
  const { documents, entries, weights } = await train({ dataFolder, packagesFolder, corporaFolder });
  const packed = packWeights(weights);
  const lists = packGazetteer(entries);
  const names = join(import.meta.dirname, "../src/names");
  const listLines = Object.entries(lists).map(([bits, text]) => `  ${bits}: ${quote(text)},\n`);
  writeFileSync(
    join(names, "gazetteer-data.ts"),
    `${header}\n/** Keys of listed words by their lists; see \`unpackGazetteer\`. */\nexport const packedGazetteer: Readonly<Record<number, string>> = {\n${listLines.join("")}};\n`,
  );
  writeFileSync(
    join(names, "weights-data.ts"),
    `${header}\n/** Units of a weight per unit of log odds. */\nexport const weightScale = ${SCALE};\n\n/** Weights of the tagger; see \`unpackWeights\`. */\nexport const packedWeights: string =\n  ${quote(packed)};\n`,
  );
  const manifest = {
    settings: SETTINGS,
    documents: documents.length,
    documentsSha256: checksumDocuments(documents),
    listedWords: entries.size,
    gazetteerSha256: sha256(Object.values(lists).join("\n")),
    weightsSha256: sha256(packed),
  };
  writeFileSync(join(import.meta.dirname, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function quote(text) {
  return `"${text}"`;
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

if (process.argv[1] === import.meta.filename) {
  await main();
}
