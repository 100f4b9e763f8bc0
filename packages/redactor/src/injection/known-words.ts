const FIRST_CAPACITY = 1024;
/** Room for more words than this is given back after use. */
const KEPT_CAPACITY = 1 << 16;

/** The words of a text that some phrase contains, in order: their numbers, positions, flags and places. */
export interface KnownWords {
  readonly count: number;
  readonly ids: Int16Array;
  readonly positions: Int32Array;
  readonly flags: Uint8Array;
  readonly starts: Int32Array;
}

/** A list of words that can be filled again and again without making garbage. */
export interface KnownWordList extends KnownWords {
  clear(): void;
  add(id: number, position: number, flags: number, start: number): void;
}

/** Creates an empty list. */
export function createKnownWordList(): KnownWordList {
  let capacity = 0;
  const list = {
    count: 0,
    ids: new Int16Array(),
    positions: new Int32Array(),
    flags: new Uint8Array(),
    starts: new Int32Array(),
    clear() {
      list.count = 0;
      if (capacity > KEPT_CAPACITY) resize(FIRST_CAPACITY);
    },
    add(id: number, position: number, flags: number, start: number) {
      if (list.count === capacity) resize(capacity * 2);
      list.ids[list.count] = id;
      list.positions[list.count] = position;
      list.flags[list.count] = flags;
      list.starts[list.count] = start;
      list.count += 1;
    },
  };

  function resize(size: number): void {
    capacity = size;
    list.ids = resized(list.ids, new Int16Array(size));
    list.positions = resized(list.positions, new Int32Array(size));
    list.flags = resized(list.flags, new Uint8Array(size));
    list.starts = resized(list.starts, new Int32Array(size));
  }
  resize(FIRST_CAPACITY);
  return list;
}

function resized<T extends Int16Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}
