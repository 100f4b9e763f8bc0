import { type HealthRecord, mergeRecord, readRecord, recordOf } from "./health-record.ts";
import type { KeyState } from "./key-state.ts";

/** Where instances tell one another what they have seen. A Keyv is one. */
export interface HealthStore {
  get(key: string): Promise<unknown>;
  /** Keeps the value, plain data, for so many milliseconds. */
  set(key: string, value: HealthRecord, ttlMs: number): Promise<unknown>;
}

/** The exchange with other instances. Nothing here waits, and nothing fails. */
export interface Sharing {
  /** A key is about to be used. Others' news is looked for once a second. */
  seen(key: string, state: KeyState, now: number): void;
  /** Something that others should know at once. */
  changed(key: string, state: KeyState): void;
  /** Something that can wait until the key is looked at again. */
  measured(key: string, state: KeyState): void;
}

const KEY_PREFIX = "hub-router:";
/** How often to look for news of a key in use, in milliseconds. */
const REFRESH_MS = 1_000;
/** When to give an answer of the store up for lost, in milliseconds. */
const LOST_MS = 30_000;
/** How long a record is worth keeping, in milliseconds, unless what it says lasts longer. */
const RECORD_TTL_MS = 60 * 60 * 1000;

interface Exchange {
  /** When the last one began, in milliseconds since 1970. */
  startedAt: number;
  running: boolean;
  /** Whether there is something that the store has not been told. */
  unsaid: boolean;
  /** Whether that cannot wait for the next look. */
  urgent: boolean;
}

/**
 * Shares health through a store that knows no more than get and set. One exchange reads, merges and writes; two
 * instances that write at once may lose one's news until that one has more to say. The rules of merging make that
 * harmless: cool-downs only grow, and of two states of a circuit the newer counts.
 */
export function createSharing(store: HealthStore, now: () => number): Sharing {
  const exchanges = new WeakMap<KeyState, Exchange>();

  function exchangeOf(state: KeyState): Exchange {
    let exchange = exchanges.get(state);
    if (!exchange) {
      exchange = { startedAt: Number.NEGATIVE_INFINITY, running: false, unsaid: false, urgent: false };
      exchanges.set(state, exchange);
    }
    return exchange;
  }

  /** At most one at a time for each key, so that a store that hangs costs no memory. */
  async function run(key: string, state: KeyState, exchange: Exchange): Promise<void> {
    const startedAt = now();
    exchange.startedAt = startedAt;
    exchange.running = true;
    try {
      do {
        const record = readRecord(await store.get(KEY_PREFIX + key));
        if (record) mergeRecord(state, record, now());
        if (!exchange.unsaid) break;
        exchange.unsaid = false;
        exchange.urgent = false;
        const ttlMs = Math.max(RECORD_TTL_MS, state.coolDown.until - now());
        await store.set(KEY_PREFIX + key, recordOf(state), ttlMs);
      } while (exchange.urgent);
    } catch {
      // What this instance has seen itself is enough to go on; it is said again at the next look.
      exchange.unsaid = true;
    } finally {
      if (exchange.startedAt === startedAt) exchange.running = false;
    }
  }

  function isLost(exchange: Exchange, at: number): boolean {
    return at - exchange.startedAt >= LOST_MS;
  }

  return {
    seen(key, state, at) {
      const exchange = exchangeOf(state);
      if (at - exchange.startedAt < REFRESH_MS) return;
      if (!exchange.running || isLost(exchange, at)) void run(key, state, exchange);
    },
    changed(key, state) {
      const exchange = exchangeOf(state);
      exchange.unsaid = true;
      exchange.urgent = true;
      if (!exchange.running || isLost(exchange, now())) void run(key, state, exchange);
    },
    measured(_key, state) {
      exchangeOf(state).unsaid = true;
    },
  };
}
