import { createScriptRunner, type RedisClient } from "../redis/redis-client.ts";
import { createRedisScript } from "../redis/redis-script.ts";
import type { CounterStore } from "./counter-store.ts";

/** Where counters in Redis are kept. */
export interface RedisCounterOptions {
  /** A client like `ioredis` or `redis`, connected by whoever made it, and closed by them. */
  client: RedisClient;
  /** What the names of all keys begin with, in braces: they are on one node of a cluster. Default `hub-counters`. */
  prefix?: string | undefined;
  /** How long an answer is waited for, in milliseconds. Default 2,000. */
  timeoutMs?: number | undefined;
}

/** Sums beyond 2^53 - 1 are refused before anything is changed; numbers are given as text, for Lua cuts off fractions. */
const ADD = createRedisScript(`
local given = cjson.decode(ARGV[1])
local key = KEYS[1] .. given.key
local sum = tonumber(redis.call('GET', key) or '0') + given.amount
if sum > 9007199254740991 or sum < -9007199254740991 then return redis.error_reply('ERR counter out of range') end
local text = string.format('%.0f', sum)
if redis.call('EXISTS', key) == 1 then redis.call('SET', key, text, 'KEEPTTL')
else redis.call('SET', key, text, 'PX', string.format('%.0f', given.ttlMs)) end
return text`);
const READ = createRedisScript(`
local counts = {}
for index, name in ipairs(cjson.decode(ARGV[1]).keys) do
  counts[index] = redis.call('GET', KEYS[1] .. name) or '0'
end
return counts`);

/**
 * Counters that all instances share, in Redis 6 or later.
 *
 * @throws BudgetStoreError from its methods, when Redis does not answer
 */
export function createRedisCounterStore({
  client,
  prefix = "hub-counters",
  timeoutMs = 2_000,
}: RedisCounterOptions): CounterStore {
  const run = createScriptRunner(client, timeoutMs);
  const place = `{${prefix}}:`;
  return {
    add: async (key, amount, ttlMs) => Number(await run(ADD, place, { key, amount, ttlMs })),
    read: async (keys) => (keys.length === 0 ? [] : ((await run(READ, place, { keys })) as unknown[]).map(Number)),
  };
}
