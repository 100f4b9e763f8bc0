const FIRST_CAPACITY = 1024;
/** Room for more places than this is given back after use. */
const KEPT_CAPACITY = 1 << 17;
const [ANCHOR, SIGN] = [1, 2];

/** Indexes in a text, in order. */
export interface Places {
  count: number;
  indexes: Int32Array;
}

/** Places of a text that are worth a closer look. They are overwritten by the next text. */
export interface NotedPlaces {
  /** Where a mark may begin. */
  readonly anchors: Places;
  /** Digits and signs that may stand for letters. */
  readonly signs: Places;
}

/**
 * Creates what finds such places among the first so many of some units, by tables that have 1 for the units in question:
 * one pass for both, since passing over most of a text takes longer than looking at what is left.
 */
export function createPlaceFinder(
  isAnchor: Uint8Array,
  isSign: Uint8Array,
): (units: Uint16Array, length: number) => NotedPlaces {
  const kinds = isAnchor.map((is, unit) => (is ? ANCHOR : 0) | (isSign[unit] ? SIGN : 0));
  const noted = { anchors: createPlaces(), signs: createPlaces() };
  return function notePlaces(units, length) {
    makeRoom(noted.anchors, length);
    makeRoom(noted.signs, length);
    const anchors = noted.anchors.indexes;
    const signs = noted.signs.indexes;
    let anchorCount = 0;
    let signCount = 0;
    for (let index = 0; index < length; index += 1) {
      const kind = kinds[units[index] as number] as number;
      if (kind === 0) continue;
      if ((kind & ANCHOR) !== 0) anchors[anchorCount++] = index;
      if ((kind & SIGN) !== 0) signs[signCount++] = index;
    }
    noted.anchors.count = anchorCount;
    noted.signs.count = signCount;
    return noted;
  };
}

function createPlaces(): Places {
  return { count: 0, indexes: new Int32Array(FIRST_CAPACITY) };
}

/** Room for as many places as there are units. */
function makeRoom(places: Places, length: number): void {
  const capacity = places.indexes.length;
  const isTooLarge = capacity > KEPT_CAPACITY && length <= KEPT_CAPACITY;
  if (length <= capacity && !isTooLarge) return;
  places.indexes = new Int32Array(Math.max(length, Math.min(2 * length, KEPT_CAPACITY), FIRST_CAPACITY));
}
