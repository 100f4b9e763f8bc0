import type { AnswerStore, CounterStore } from "@hub/budget";
import { createRedisAnswerStore, createRedisCounterStore } from "@hub/budget/redis";
import type { HubOptions } from "@hub/core";

/** What instances share about requests that are running, or have just run. */
export interface SharedState {
  health: NonNullable<HubOptions["healthStore"]>;
  counters: CounterStore;
  answers: Required<AnswerStore>;
  close(): Promise<unknown>;
}

/** Shares through Redis. */
export async function shareByRedis(url: string): Promise<SharedState> {
  const { connectRedis, disconnectRedis } = await import("./connect-redis.ts");
  const client = await connectRedis(url);
  return {
    health: {
      async get(key) {
        const text = await client.get(`hub:${key}`);
        return text === null ? undefined : JSON.parse(text);
      },
      set: (key, value, ttlMs) => client.set(`hub:${key}`, JSON.stringify(value), "PX", Math.ceil(ttlMs)),
    },
    counters: createRedisCounterStore({ client, prefix: "hub:counters" }),
    answers: createRedisAnswerStore({ client, prefix: "hub:answers" }),
    close: () => disconnectRedis(client),
  };
}
