/** The bytes one by one. */
export function* byteByByte(bytes: Uint8Array): Generator<Uint8Array> {
  for (let index = 0; index < bytes.length; index++) yield bytes.subarray(index, index + 1);
}

/** The bytes in pieces of 1 to 97, cut at random places; the same seed cuts alike. */
export function* cutAtRandom(bytes: Uint8Array, seed: number): Generator<Uint8Array> {
  const random = seededRandom(seed);
  for (let index = 0; index < bytes.length; ) {
    const length = 1 + random(97);
    yield bytes.subarray(index, index + length);
    index += length;
  }
}

/** A source of whole numbers from 0 up to a limit; the same seed gives the same ones. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of a linear congruential generator repeat soon.
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Freezes a value and all it holds, so that a change to it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
