import { join } from "node:path";
import { type Budget, type BudgetStore, createBudget } from "@hub/budget";
import { type Config, ConfigError } from "./config.ts";

/** A budget, and where it is kept. */
export interface OpenBudget {
  budget: Budget;
  /** Closes the budget and its connections. */
  close(): Promise<void>;
}

/**
 * Opens the store that the configuration names: PostgreSQL, else Redis, else a SQLite file in the data directory.
 *
 * @throws ConfigError where it cannot be opened
 */
export async function openBudget(
  { databaseUrl, redisUrl, dataDir }: Config,
  onError: (error: unknown) => void,
): Promise<OpenBudget> {
  const { store, disconnect } = databaseUrl
    ? await openPostgres(databaseUrl)
    : redisUrl
      ? await openRedis(redisUrl)
      : await openSqlite(dataDir);
  const budget = createBudget({ store, onError });
  return {
    budget,
    async close() {
      await budget.close();
      await disconnect();
    },
  };
}

interface OpenStore {
  store: BudgetStore;
  disconnect(): Promise<unknown>;
}

async function openSqlite(dataDir: string): Promise<OpenStore> {
  const { createSqliteStore } = await import("@hub/budget/sqlite");
  const path = join(dataDir, "hub.sqlite");
  try {
    return { store: createSqliteStore({ path }), disconnect: async () => {} };
  } catch (cause) {
    throw new ConfigError(`Wallets cannot be kept in ${path}: ${(cause as Error).message}`, { cause });
  }
}

async function openPostgres(url: string): Promise<OpenStore> {
  const [{ createPostgresStore }, { connectPostgres, disconnectPostgres }] = await Promise.all([
    import("@hub/budget/postgres"),
    import("./connect-postgres.ts"),
  ]);
  const pool = connectPostgres(url, 4);
  return { store: createPostgresStore({ pool }), disconnect: () => disconnectPostgres(pool) };
}

async function openRedis(url: string): Promise<OpenStore> {
  const [{ createRedisStore }, { connectRedis, disconnectRedis }] = await Promise.all([
    import("@hub/budget/redis"),
    import("./connect-redis.ts"),
  ]);
  const client = await connectRedis(url);
  return { store: createRedisStore({ client }), disconnect: () => disconnectRedis(client) };
}
