import { createScriptRunner, type RedisClient } from "../redis/redis-client.ts";
import { createRedisScript } from "../redis/redis-script.ts";
import type { AnswerStore } from "./answer-store.ts";

/** Where answers in Redis are kept. */
export interface RedisAnswerOptions {
  /** A client like `ioredis` or `redis`, connected by whoever made it, and closed by them. */
  client: RedisClient;
  /** What the names of all keys begin with. Default `hub-answers`. */
  prefix?: string | undefined;
  /** How long an answer of Redis is waited for, in milliseconds. Default 2,000. */
  timeoutMs?: number | undefined;
}

const WRITE = `local given = cjson.decode(ARGV[1])
local ttl = string.format('%.0f', given.ttlMs)
`;
const GET = createRedisScript("return redis.call('GET', KEYS[1])");
const SET = createRedisScript(`${WRITE}return redis.call('SET', KEYS[1], given.value, 'PX', ttl)`);
const ADD = createRedisScript(`${WRITE}return redis.call('SET', KEYS[1], given.value, 'PX', ttl, 'NX')`);
const DELETE = createRedisScript("return redis.call('DEL', KEYS[1])");

/**
 * Answers, and which alerts were given, that all instances share, in Redis 6 or later.
 *
 * @throws BudgetStoreError from its methods, when Redis does not answer
 */
export function createRedisAnswerStore({
  client,
  prefix = "hub-answers",
  timeoutMs = 2_000,
}: RedisAnswerOptions): Required<AnswerStore> {
  const run = createScriptRunner(client, timeoutMs);
  const place = (key: string) => `${prefix}:${key}`;
  return {
    get: async (key) => ((await run(GET, place(key), {})) as string | null) ?? undefined,
    set: (key, value, ttlMs) => run(SET, place(key), { value, ttlMs }),
    add: async (key, value, ttlMs) => (await run(ADD, place(key), { value, ttlMs })) !== null,
    delete: (key) => run(DELETE, place(key), {}),
  };
}
