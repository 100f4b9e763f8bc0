const LANES = 25;
const LANE_MASK = (1n << 64n) - 1n;
const RATE_BYTES = 136;

/** The 24 round constants, from the linear feedback shift register of the Keccak reference (x^8 + x^6 + x^5 + x^4 + 1). */
const ROUND_CONSTANTS = roundConstants();

function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let power = 0; power < 7; power++) {
      if (register & 1) constant |= 1n << BigInt((1 << power) - 1);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    return constant;
  });
}

/** Keccak-256 as Ethereum uses it (padding 0x01, before FIPS 202 changed it) of a message shorter than one block. */
export function keccak256(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(RATE_BYTES);
  block.set(message);
  block[message.length] = 0x01;
  block[RATE_BYTES - 1] = (block[RATE_BYTES - 1] as number) | 0x80;
  const view = new DataView(block.buffer);
  const state = Array.from({ length: LANES }, (_, lane) =>
    lane * 8 < RATE_BYTES ? view.getBigUint64(lane * 8, true) : 0n,
  );
  for (const constant of ROUND_CONSTANTS) permute(state, constant);
  const digest = new DataView(new ArrayBuffer(32));
  for (let lane = 0; lane < 4; lane++) digest.setBigUint64(lane * 8, state[lane] as bigint, true);
  return new Uint8Array(digest.buffer);
}

function rotateLeft(lane: bigint, bits: number): bigint {
  return bits === 0 ? lane : ((lane << BigInt(bits)) | (lane >> BigInt(64 - bits))) & LANE_MASK;
}

function permute(state: bigint[], constant: bigint): void {
  const at = (x: number, y: number): bigint => state[(x % 5) + 5 * (y % 5)] as bigint;
  const columns = [0, 1, 2, 3, 4].map((x) => at(x, 0) ^ at(x, 1) ^ at(x, 2) ^ at(x, 3) ^ at(x, 4));
  for (let lane = 0; lane < LANES; lane++) {
    const x = lane % 5;
    state[lane] =
      (state[lane] as bigint) ^ (columns[(x + 4) % 5] as bigint) ^ rotateLeft(columns[(x + 1) % 5] as bigint, 1);
  }
  let [x, y] = [1, 0];
  let moving = at(x, y);
  for (let step = 0; step < 24; step++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    const next = at(x, y);
    state[x + 5 * y] = rotateLeft(moving, (((step + 1) * (step + 2)) / 2) % 64);
    moving = next;
  }
  for (let row = 0; row < 5; row++) {
    const lanes = [0, 1, 2, 3, 4].map((column) => at(column, row));
    for (let column = 0; column < 5; column++) {
      const [here, next, afterNext] = [column, (column + 1) % 5, (column + 2) % 5].map(
        (place) => lanes[place] as bigint,
      );
      state[column + 5 * row] = (here as bigint) ^ (~(next as bigint) & LANE_MASK & (afterNext as bigint));
    }
  }
  state[0] = (state[0] as bigint) ^ constant;
}
