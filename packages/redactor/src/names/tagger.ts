import type { Finding } from "../detect/finding.ts";
import { createUnitReader } from "../text-units.ts";
import { CharacterClass, characterClasses } from "./characters.ts";
import { collectFeatures, FEATURE_COUNT, isCandidate, mayBegin } from "./features.ts";
import { type Gazetteer, WordList } from "./gazetteer.ts";
import { bestLabel, ENTITY_LABEL_COUNT, ENTITY_TYPES, entityOf, isInside, Label } from "./labels.ts";
import { SCORE_LIMIT, type Scorer } from "./model.ts";
import { tokenize } from "./tokenize.ts";
import { createTokens, GapKind, TOKEN_PADDING } from "./tokens.ts";

/** What training made: the lists, the weights and their unit. */
export interface NameModel {
  gazetteer: Gazetteer;
  scorer: Scorer;
  /** Score units per unit of log odds. */
  scale: number;
}

/** Text is read in windows of this many UTF-16 units, so that memory is bounded whatever the input. */
const WINDOW_UNITS = 1 << 15;
const SHORT_TEXT_UNITS = 1 << 11;

/** The threshold that the tagger is made for. */
export const DEFAULT_THRESHOLD = 0.5;
/** What looks less like an address than this is a number beside the next line's label more often than an address. */
const ADDRESS_THRESHOLD = 0.55;

const FULL_STOP = ".".charCodeAt(0);
const RULE = "names.tagger";
const LISTS_OF_WORDS = WordList.placePair - 1;

/** A window ends after a line, else between words, if such a place stands in its last half. */
function windowEnd(units: Uint16Array, length: number, from: number): number {
  const limit = from + WINDOW_UNITS;
  if (limit >= length) {
    return length;
  }
  const earliest = from + WINDOW_UNITS / 2;
  let afterSpace = 0;
  for (let index = limit; index > earliest; index--) {
    const characterClass = characterClasses[units[index - 1] as number];
    if (characterClass === CharacterClass.newline) {
      return index;
    }
    if (characterClass === CharacterClass.space && afterSpace === 0) {
      afterSpace = index;
    }
  }
  return afterSpace || limit;
}

/** The last full stop of U.S. and J.R.R. belongs to the name; that of "Plan B." ends a sentence. */
function isDottedInitials(units: Uint16Array, end: number): boolean {
  return (
    units[end] === FULL_STOP &&
    units[end - 2] === FULL_STOP &&
    characterClasses[units[end - 1] as number] === CharacterClass.upper
  );
}

/** Two people are never named with only a space between. */
function followsPerson(previousLabel: number): boolean {
  return previousLabel === Label.beginPerson || previousLabel === Label.insidePerson;
}

/** Makes a function that finds the names and places of a text in one pass, greedily from left to right. */
export function createTagger(model: NameModel, threshold: number): (text: string) => Finding[] {
  const { gazetteer, scorer, scale } = model;
  const readUnits = createUnitReader();
  const values = new Int32Array(FEATURE_COUNT);
  const scores = new Int32Array(ENTITY_LABEL_COUNT);
  const types: readonly (string | undefined)[] = ENTITY_TYPES;
  const addressThreshold = threshold < DEFAULT_THRESHOLD ? threshold : Math.max(threshold, ADDRESS_THRESHOLD);
  let tokens = createTokens(SHORT_TEXT_UNITS);
  let roomUnits = SHORT_TEXT_UNITS;
  /** Words that may begin an entity. */
  let beginnings = new Int32Array(tokens.start.length);
  const oddsOfScore = Float64Array.from({ length: 2 * SCORE_LIMIT + 1 }, (_, index) =>
    Math.exp((index - SCORE_LIMIT) / scale),
  );

  function posterior(label: number): number {
    let total = 1;
    let entityTotal = 0;
    for (let other = 1; other <= ENTITY_LABEL_COUNT; other++) {
      const odds = oddsOfScore[(scores[other - 1] as number) + SCORE_LIMIT] as number;
      total += odds;
      if (entityOf(other) === entityOf(label)) {
        entityTotal += odds;
      }
    }
    return entityTotal / total;
  }

  /** Fills `beginnings`, and puts the word after the last behind them. */
  function findBeginnings(): void {
    const { hash, lists, shape } = tokens;
    const afterLast = tokens.count + TOKEN_PADDING;
    let count = 0;
    for (let token = TOKEN_PADDING; token < afterLast; token++) {
      const listsHere = gazetteer(hash[token] as number) & LISTS_OF_WORDS;
      lists[token] = listsHere;
      if (mayBegin(shape[token] as number, listsHere)) beginnings[count++] = token;
    }
    beginnings[count] = afterLast;
  }

  function tagWindow(units: Uint16Array, from: number, to: number, findings: Finding[]): void {
    if (to - from > roomUnits) {
      roomUnits = WINDOW_UNITS;
      tokens = createTokens(roomUnits);
      beginnings = new Int32Array(tokens.start.length);
    }
    tokenize(units, from, to, tokens);
    findBeginnings();
    const { start, end, gapKind } = tokens;
    const afterLast = tokens.count + TOKEN_PADDING;

    let next = 0;
    let previousLabel: number = Label.outside;
    let entityStart = 0;
    let entityEnd = 0;
    let entityScore = 0;
    const finish = (): void => {
      const type = types[entityOf(previousLabel)];
      if (isDottedInitials(units, entityEnd)) {
        entityEnd++;
      }
      const least = previousLabel >= Label.beginAddress ? addressThreshold : threshold;
      if (type !== undefined && entityScore >= least) {
        findings.push({ type, start: entityStart, end: entityEnd, score: entityScore, rule: RULE });
      }
    };
    for (let token = TOKEN_PADDING; ; token++) {
      if (previousLabel === Label.outside) {
        while ((beginnings[next] as number) < token) next++;
        token = beginnings[next] as number;
      }
      if (token >= afterLast) break;
      let label: number = Label.outside;
      if (isCandidate(units, tokens, token, previousLabel)) {
        collectFeatures(units, tokens, token, previousLabel, gazetteer, values);
        scorer(values, scores);
        label = bestLabel(scores, previousLabel);
        if (label === Label.beginPerson && followsPerson(previousLabel) && gapKind[token] === GapKind.space) {
          label = Label.insidePerson;
        }
      }
      if (isInside(label)) {
        entityEnd = end[token] as number;
        entityScore = Math.min(entityScore, posterior(label));
      } else {
        if (previousLabel !== Label.outside) {
          finish();
        }
        if (label !== Label.outside) {
          entityStart = start[token] as number;
          entityEnd = end[token] as number;
          entityScore = posterior(label);
        }
      }
      previousLabel = label;
    }
    if (previousLabel !== Label.outside) {
      finish();
    }
  }

  return function findNames(text: string): Finding[] {
    const findings: Finding[] = [];
    const units = readUnits(text);
    let from = 0;
    while (from < text.length) {
      const to = windowEnd(units, text.length, from);
      tagWindow(units, from, to, findings);
      from = to;
    }
    return findings;
  };
}
