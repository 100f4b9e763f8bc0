import { Redis } from "ioredis";

/**
 * Connects to Redis. Commands fail at once while the connection is lost, instead of waiting for it; it is made again
 * by itself.
 */
export function connectRedis(url: string): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true, connectTimeout: 5_000 });
  // Each command tells of the lost connection it meets; the event has nothing to add.
  client.on("error", () => {});
  return client;
}
