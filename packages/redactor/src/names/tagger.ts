import type { Finding } from "../detect/finding.ts";
import { CharacterClass, characterClasses } from "./characters.ts";
import { collectFeatures, FEATURE_COUNT, isCandidate } from "./features.ts";
import { type Gazetteer, WordList } from "./gazetteer.ts";
import { bestLabel, ENTITY_LABEL_COUNT, ENTITY_TYPES, entityOf, isInside, Label } from "./labels.ts";
import type { Scorer } from "./model.ts";
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

const FULL_STOP = ".".charCodeAt(0);
const RULE = "names.tagger";
const LISTS_OF_WORDS = WordList.placePair - 1;

/** A window ends after a line, else between words, if such a place stands in its last half. */
function windowEnd(text: string, from: number): number {
  const limit = from + WINDOW_UNITS;
  if (limit >= text.length) {
    return text.length;
  }
  const earliest = from + WINDOW_UNITS / 2;
  let afterSpace = 0;
  for (let index = limit; index > earliest; index--) {
    const characterClass = characterClasses[text.charCodeAt(index - 1)];
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
function isDottedInitials(text: string, end: number): boolean {
  return (
    text.charCodeAt(end) === FULL_STOP &&
    text.charCodeAt(end - 2) === FULL_STOP &&
    characterClasses[text.charCodeAt(end - 1)] === CharacterClass.upper
  );
}

/** Two people are never named with only a space between. */
function followsPerson(previousLabel: number): boolean {
  return previousLabel === Label.beginPerson || previousLabel === Label.insidePerson;
}

/** Makes a function that finds the names and places of a text in one pass, greedily from left to right. */
export function createTagger(model: NameModel, threshold: number): (text: string) => Finding[] {
  const { gazetteer, scorer, scale } = model;
  const rows = new Int32Array(FEATURE_COUNT);
  const scores = new Int32Array(ENTITY_LABEL_COUNT);
  const types: readonly (string | undefined)[] = ENTITY_TYPES;
  let tokens = createTokens(SHORT_TEXT_UNITS);
  let roomUnits = SHORT_TEXT_UNITS;

  function posterior(label: number): number {
    let total = 1;
    let entityTotal = 0;
    for (let other = 1; other <= ENTITY_LABEL_COUNT; other++) {
      const odds = Math.exp((scores[other - 1] as number) / scale);
      total += odds;
      if (entityOf(other) === entityOf(label)) {
        entityTotal += odds;
      }
    }
    return entityTotal / total;
  }

  function tagWindow(text: string, from: number, to: number, findings: Finding[]): void {
    if (to - from > roomUnits) {
      roomUnits = WINDOW_UNITS;
      tokens = createTokens(roomUnits);
    }
    tokenize(text, from, to, tokens);
    const { start, end, hash, lists, gapKind } = tokens;
    const afterLast = tokens.count + TOKEN_PADDING;
    for (let token = TOKEN_PADDING; token < afterLast; token++) {
      lists[token] = gazetteer(hash[token] as number) & LISTS_OF_WORDS;
    }

    let previousLabel: number = Label.outside;
    let entityStart = 0;
    let entityEnd = 0;
    let entityScore = 0;
    const finish = (): void => {
      const type = types[entityOf(previousLabel)];
      if (isDottedInitials(text, entityEnd)) {
        entityEnd++;
      }
      if (type !== undefined && entityScore >= threshold) {
        findings.push({ type, start: entityStart, end: entityEnd, score: entityScore, rule: RULE });
      }
    };
    for (let token = TOKEN_PADDING; token < afterLast; token++) {
      let label: number = Label.outside;
      if (isCandidate(text, tokens, token, previousLabel)) {
        collectFeatures(text, tokens, token, previousLabel, gazetteer, rows);
        scorer(rows, scores);
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
    let from = 0;
    while (from < text.length) {
      const to = windowEnd(text, from);
      tagWindow(text, from, to, findings);
      from = to;
    }
    return findings;
  };
}
