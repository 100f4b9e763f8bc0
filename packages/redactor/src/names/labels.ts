/** What a word is: outside, or the begin or inside of an entity. Odd labels begin, even ones from 2 continue. */
export const Label = {
  outside: 0,
  beginPerson: 1,
  insidePerson: 2,
  beginLocation: 3,
  insideLocation: 4,
  beginOrganization: 5,
  insideOrganization: 6,
  beginAddress: 7,
  insideAddress: 8,
} as const;

/** Labels besides `outside`, which is the reference that always scores 0. */
export const ENTITY_LABEL_COUNT = 8;

/** Number of the entity that a label belongs to, from 0; -1 for `outside`. */
export function entityOf(label: number): number {
  return ((label + 1) >> 1) - 1;
}

/** Entity types in the order of `entityOf`. */
export const ENTITY_TYPES = ["PERSON", "LOCATION", "ORGANIZATION", "STREET_ADDRESS"] as const;

/** Whether a label continues the entity before it. */
export function isInside(label: number): boolean {
  return label !== Label.outside && label % 2 === 0;
}

/** The label with the highest score that may follow `previousLabel`: an inside only follows its own entity. */
export function bestLabel(scores: ArrayLike<number>, previousLabel: number): number {
  const continued = previousLabel === Label.outside ? Label.outside : (previousLabel + 1) & ~1;
  let best: number = Label.outside;
  let bestScore = 0;
  for (let label = 1; label <= ENTITY_LABEL_COUNT; label++) {
    const score = scores[label - 1] as number;
    if (score > bestScore && (label % 2 === 1 || label === continued)) {
      best = label;
      bestScore = score;
    }
  }
  return best;
}
