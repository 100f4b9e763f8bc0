import { BudgetStoreError } from "../budget-error.ts";
import type { Script } from "./lua/scripts.ts";

/** What is used of a client like `ioredis`, single or cluster. */
export interface IoredisClient {
  evalsha(sha: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(source: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** What is used of a client like `redis` (node-redis), single or cluster. */
export interface NodeRedisClient {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(source: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** What a store on Redis can be given. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** Runs a script with one key and its arguments as JSON. @throws BudgetStoreError */
export type RunScript = (script: Script, key: string, given: object) => Promise<unknown>;

/**
 * Runs scripts by their hashes, and by their sources on a server that does not know them: a new one, or one that was
 * restarted or flushed.
 *
 * @param timeoutMs for how long an answer is waited for. What is not answered may still be done later.
 */
export function createScriptRunner(client: RedisClient, timeoutMs: number): RunScript {
  const byHash = (script: Script, key: string, argument: string): Promise<unknown> =>
    "evalSha" in client
      ? client.evalSha(script.sha, { keys: [key], arguments: [argument] })
      : client.evalsha(script.sha, 1, key, argument);
  const bySource = (script: Script, key: string, argument: string): Promise<unknown> =>
    "evalSha" in client
      ? client.eval(script.source, { keys: [key], arguments: [argument] })
      : client.eval(script.source, 1, key, argument);

  return async (script, key, given) => {
    const argument = JSON.stringify(given);
    try {
      return await inTime(
        byHash(script, key, argument).catch((error: unknown) => {
          if (!isUnknownScript(error)) throw error;
          return bySource(script, key, argument);
        }),
        timeoutMs,
      );
    } catch (error) {
      if (BudgetStoreError.isInstance(error)) throw error;
      throw new BudgetStoreError("Redis cannot answer.", error);
    }
  };
}

const isUnknownScript = (error: unknown): boolean => error instanceof Error && error.message.startsWith("NOSCRIPT");

/** A client may wait for its server for ever. */
async function inTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BudgetStoreError(`Redis has not answered within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
