import { BudgetStoreError, createMemoryAnswerStore, createMemoryCounterStore } from "@hub/budget";
import type { SharedState } from "../shared-state.ts";
import type { Answers, Peer } from "./create-peer.ts";

/** Health records and vendors' models are few; so much holds tens of thousands. In bytes. */
const MAX_HEALTH_BYTES = 8 * 1024 * 1024;

/** What the primary keeps for its workers: answers to questions that {@link shareThroughPrimary} asks. */
export function keepState(): Answers {
  const answers = createMemoryAnswerStore();
  const counters = createMemoryCounterStore();
  const health = createMemoryAnswerStore({ maxBytes: MAX_HEALTH_BYTES });
  return {
    "answers.get": answers.get,
    "answers.set": answers.set,
    "answers.add": answers.add,
    "answers.delete": answers.delete,
    "counters.add": counters.add,
    "counters.read": counters.read,
    "health.get": health.get,
    "health.set": health.set,
  };
}

/** What workers share about requests that are running, kept by their primary: it ends with it. */
export function shareThroughPrimary(primary: Peer): SharedState {
  async function ask(name: string, ...given: readonly unknown[]): Promise<unknown> {
    try {
      return await primary.ask(name, ...given);
    } catch (error) {
      throw new BudgetStoreError("The primary process cannot answer.", error);
    }
  }

  return {
    answers: {
      get: (key) => ask("answers.get", key) as Promise<string | undefined>,
      set: (key, value, ttlMs) => ask("answers.set", key, value, ttlMs),
      add: (key, value, ttlMs) => ask("answers.add", key, value, ttlMs) as Promise<boolean>,
      delete: (key) => ask("answers.delete", key),
    },
    counters: {
      add: (key, amount, ttlMs) => ask("counters.add", key, amount, ttlMs) as Promise<number>,
      read: (keys) => ask("counters.read", keys) as Promise<number[]>,
    },
    health: {
      async get(key) {
        const text = (await ask("health.get", key)) as string | undefined;
        return text === undefined ? undefined : JSON.parse(text);
      },
      set: (key, record, ttlMs) => ask("health.set", key, JSON.stringify(record), ttlMs),
    },
    close: async () => {},
  };
}
