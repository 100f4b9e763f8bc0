import { Redis } from "ioredis";

/** Redis does what it is asked in microseconds: silence for so long means that nobody is there. In milliseconds. */
const SILENCE_MS = 2_000;
const CONNECT_MS = 5_000;
/** Longest pause between attempts to connect anew, in milliseconds. */
const MAX_PAUSE_MS = 1_000;

/**
 * Connects to Redis, and again by itself whenever the connection is lost, or silent for too long. Meanwhile commands fail
 * at once: nobody waits for a Redis that is away. Resolves when the first attempt has succeeded, or failed.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    // What was under way when the connection broke has one more chance, at once.
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (attempts) => Math.min(attempts * 50, MAX_PAUSE_MS),
  });
  // Each command tells of the lost connection it meets; the event has nothing to add.
  client.on("error", () => {});
  await new Promise<void>((resolve) => {
    client.once("ready", resolve);
    client.once("close", resolve);
  });
  return client;
}

/** Ends a connection, whatever state it is in. */
export async function disconnectRedis(client: Redis): Promise<void> {
  await client.quit().catch(() => client.disconnect());
}
