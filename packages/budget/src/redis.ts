export { createRedisAnswerStore, type RedisAnswerOptions } from "./idempotency/redis-answer-store.ts";
export { createRedisCounterStore, type RedisCounterOptions } from "./loop-guard/redis-counter-store.ts";
export type { IoredisClient, NodeRedisClient, RedisClient } from "./redis/redis-client.ts";
export { createRedisStore, type RedisStoreOptions } from "./redis/redis-store.ts";
