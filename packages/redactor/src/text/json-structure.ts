/** Knows, between the strings of JSON, whether a value may stand at this point: not the name of a field. */
export interface JsonStructure {
  /** Takes a unit that stands in no string. */
  feed(unit: number): void;
  /** A string or a number that begins here is a value. */
  readonly expectsValue: boolean;
}

const [OBJECT_OPEN, OBJECT_CLOSE, LIST_OPEN, LIST_CLOSE, COLON, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x3a, 0x2c];

/** Starts at the beginning of a document. */
export function createJsonStructure(): JsonStructure {
  /** Whether each of the containers that are open is a list. */
  const lists: boolean[] = [];
  const structure = {
    expectsValue: false,
    feed(unit: number) {
      if (unit === OBJECT_OPEN || unit === LIST_OPEN) {
        lists.push(unit === LIST_OPEN);
        structure.expectsValue = unit === LIST_OPEN;
      } else if (unit === OBJECT_CLOSE || unit === LIST_CLOSE) {
        lists.pop();
        structure.expectsValue = false;
      } else if (unit === COLON) structure.expectsValue = lists.at(-1) === false;
      else if (unit === COMMA) structure.expectsValue = lists.at(-1) === true;
    },
  };
  return structure;
}
