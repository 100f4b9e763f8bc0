import {
  collectFeatures,
  FEATURE_COUNT,
  isCandidate,
  LEXICAL_FEATURES,
  ROW_BITS,
  weightRow,
} from "../src/names/features.ts";
import { WordList } from "../src/names/gazetteer.ts";
import { bestLabel, ENTITY_LABEL_COUNT, ENTITY_TYPES, Label } from "../src/names/labels.ts";
import { WEIGHT_LIMIT } from "../src/names/model.ts";
import { packSymbol } from "../src/names/packed-text.ts";
import { tokenize } from "../src/names/tokenize.ts";
import { createTokens, TOKEN_PADDING } from "../src/names/tokens.ts";
import { createUnitReader } from "../src/text-units.ts";

/** Settings of the learner; README.md says how they were chosen. */
export const SETTINGS = {
  runs: 6,
  epochs: 4,
  rate: 0.12,
  sparsity: 4e-6,
  hideWord: 0.3,
  hideLists: 0.12,
  goldLabel: 0.5,
  locationCost: 1.8,
  organizationCost: 1.6,
  addressCost: 3,
  seed: 20_251,
};

/** What a weight's sum of squared gradients begins with. */
const FIRST_SQUARE = 1e-2;
const LISTS_OF_WORDS = WordList.placePair - 1;
/** Units of a packed weight per unit of log odds. */
export const SCALE = 14;

/** Cuts documents into words with their labels. */
export function prepare(documents, gazetteer) {
  return documents.map(({ text, spans, weight = 1 }) => {
    const tokens = createTokens(text.length + 1);
    const units = createUnitReader()(text);
    tokenize(units, 0, text.length, tokens);
    const size = tokens.count + 2 * TOKEN_PADDING;
    const cut = Object.fromEntries(
      Object.entries(tokens).map(([name, value]) => [
        name,
        typeof value === "number" ? value : value.slice(0, size + 1),
      ]),
    );
    const labels = new Uint8Array(size);
    for (let token = TOKEN_PADDING; token < tokens.count + TOKEN_PADDING; token++) {
      cut.lists[token] = gazetteer(cut.hash[token]) & LISTS_OF_WORDS;
    }
    for (const span of spans) {
      const entity = ENTITY_TYPES.indexOf(span.type);
      if (entity < 0) continue;
      let first = true;
      for (let token = TOKEN_PADDING; token < tokens.count + TOKEN_PADDING; token++) {
        if (cut.start[token] < span.end && cut.end[token] > span.start) {
          labels[token] = 2 * entity + (first ? 1 : 2);
          first = false;
        }
      }
    }
    return { units, tokens: cut, labels, weight };
  });
}

/**
 * Logistic regression over the nine labels, learnt by AdaGrad with dual averaging and an L1 penalty (Xiao 2010; Duchi et
 * al. 2011), which leaves most weights at zero. A word's previous label is at times its true one, at times the learner's
 * own, so that it learns to recover from its errors. Several runs in different order are averaged.
 */
export function learn(documents, gazetteer, random, settings = SETTINGS) {
  const sums = new Float64Array(ENTITY_LABEL_COUNT << ROW_BITS);
  for (let run = 0; run < settings.runs; run++) {
    learnOnce(documents, gazetteer, random, settings, sums);
  }
  return Int8Array.from(sums, (sum) => {
    const weight = Math.round((sum / settings.runs) * SCALE);
    return Math.max(-WEIGHT_LIMIT, Math.min(WEIGHT_LIMIT, weight));
  });
}

/** How much more it costs to miss a word of this label. */
function costOf(gold, { locationCost, organizationCost, addressCost }) {
  if (gold >= Label.beginAddress) return addressCost;
  if (gold >= Label.beginOrganization) return organizationCost;
  return gold >= Label.beginLocation ? locationCost : 1;
}

function learnOnce(documents, gazetteer, random, settings, sums) {
  const size = ENTITY_LABEL_COUNT << ROW_BITS;
  const gradients = new Float64Array(size);
  const squares = new Float64Array(size).fill(FIRST_SQUARE);
  const rates = new Float64Array(size).fill(settings.rate / Math.sqrt(FIRST_SQUARE));
  const values = new Int32Array(FEATURE_COUNT);
  const scores = new Float64Array(ENTITY_LABEL_COUNT);
  const probabilities = new Float64Array(ENTITY_LABEL_COUNT);
  const lexical = new Set(LEXICAL_FEATURES);
  let steps = 0;
  let penalty = 0;

  const weightAt = (index) => {
    const gradient = gradients[index];
    const size = Math.abs(gradient) - penalty;
    return size <= 0 ? 0 : (gradient > 0 ? -size : size) * rates[index];
  };

  const order = documents.map((_, index) => index);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (const documentIndex of order) {
      const { units, tokens, labels, weight } = documents[documentIndex];
      const lists = tokens.lists;
      const shown = lists.slice();
      for (let token = TOKEN_PADDING; token < tokens.count + TOKEN_PADDING; token++) {
        if (labels[token] !== Label.outside && random.chance(settings.hideLists)) {
          shown[token] &= WordList.common | WordList.organization | WordList.street;
        }
      }
      tokens.lists = shown;
      let previousLabel = Label.outside;
      for (let token = TOKEN_PADDING; token < tokens.count + TOKEN_PADDING; token++) {
        const gold = labels[token];
        if (!isCandidate(units, tokens, token, previousLabel)) {
          previousLabel = Label.outside;
          continue;
        }
        collectFeatures(units, tokens, token, previousLabel, gazetteer, values);
        const rows = values.map((value, feature) => weightRow(feature, value));
        const cost = weight * costOf(gold, settings);
        const hide = random.chance(settings.hideWord);
        scores.fill(0);
        for (let feature = 0; feature < FEATURE_COUNT; feature++) {
          if (hide && lexical.has(feature)) continue;
          const base = rows[feature] * ENTITY_LABEL_COUNT;
          for (let label = 0; label < ENTITY_LABEL_COUNT; label++) scores[label] += weightAt(base + label);
        }
        let total = 1;
        for (let label = 0; label < ENTITY_LABEL_COUNT; label++) {
          probabilities[label] = Math.exp(Math.min(scores[label], 30));
          total += probabilities[label];
        }
        steps++;
        penalty = settings.sparsity * steps;
        for (let label = 0; label < ENTITY_LABEL_COUNT; label++) {
          const delta = cost * (probabilities[label] / total - (gold === label + 1 ? 1 : 0));
          if (Math.abs(delta) < 1e-4) continue;
          for (let feature = 0; feature < FEATURE_COUNT; feature++) {
            if (hide && lexical.has(feature)) continue;
            const index = rows[feature] * ENTITY_LABEL_COUNT + label;
            gradients[index] += delta;
            squares[index] += delta * delta;
            rates[index] = settings.rate / Math.sqrt(squares[index]);
          }
        }
        previousLabel = random.chance(settings.goldLabel) ? gold : bestLabel(scores, previousLabel);
      }
      tokens.lists = lists;
    }
  }
  for (let index = 0; index < size; index++) sums[index] += weightAt(index);
}

/** Packs weights; see `unpackWeights`. */
export function packWeights(weights) {
  let packed = "";
  for (let base = 0; base < weights.length; base += ENTITY_LABEL_COUNT) {
    const row = weights.subarray(base, base + ENTITY_LABEL_COUNT);
    packed += row.every((weight) => weight === 0)
      ? " "
      : Array.from(row, (weight) => packSymbol(weight + WEIGHT_LIMIT)).join("");
  }
  return packed;
}
