import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@hub/sandbox";
import { type HandDrivenVendor, startHandDrivenVendor } from "../hand-driven-vendor.ts";
import { type ServerProcess, startServer } from "../spawn-server.ts";
import { type Answer, ask } from "./ask.ts";
import { startRelay } from "./relay.ts";
import { type PostgresDatabase, startPostgres } from "./start-postgres.ts";
import { type RedisServer, startRedis } from "./start-redis.ts";

/** One gateway, with a data directory that outlives it. */
export interface Instance {
  dataDir: string;
  server: ServerProcess;
  port: number;
}

/** Instances behind a balancer, and all that they stand on. */
export interface Fleet {
  /** Those that the balancer knows. */
  instances: Instance[];
  /** OpenAI. */
  sandbox: Sandbox;
  /** Groq. */
  vendor: HandDrivenVendor;
  redis: RedisServer;
  database: PostgresDatabase;
  /** Starts one in a data directory; the balancer has to be told. */
  startInstance(dataDir: string): Promise<Instance>;
  /** Asks through the balancer. */
  send(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

const KEY = "a-key-for-tests-0123456789";
export const ADMIN_KEY = "an-admin-key-for-tests";

/** Starts three instances on one Redis of their own and one database of a PostgreSQL server. */
export async function startFleet(databaseUrl: string): Promise<Fleet> {
  const directory = mkdtempSync(join(tmpdir(), "hub-instances-"));
  writeFileSync(
    join(directory, "config.json"),
    JSON.stringify({ dlp: "off", spending: { onInsufficient: "reject", loops: { requestLimit: 3 } } }),
  );
  const [sandbox, vendor, redis, database] = await Promise.all([
    startSandbox(),
    startHandDrivenVendor(),
    startRedis(directory),
    startPostgres(databaseUrl),
  ]);

  async function startInstance(dataDir: string): Promise<Instance> {
    const { apiKey, baseUrl } = sandbox.vendors.openai;
    const server = startServer({
      HUB_CONFIG: join(directory, "config.json"),
      HUB_DATA_DIR: dataDir,
      HUB_DATABASE_URL: database.url,
      HUB_REDIS_URL: redis.path,
      HUB_MASTER_KEY: "a master key that all instances share",
      HUB_ADMIN_KEY: ADMIN_KEY,
      HUB_BOOTSTRAP_KEY: KEY,
      HUB_LOG_LEVEL: "silent",
      OPENAI_API_KEY: apiKey,
      HUB_OPENAI_BASE_URL: baseUrl,
      GROQ_API_KEY: "gsk-by-hand",
      HUB_GROQ_BASE_URL: vendor.baseUrl,
    });
    const { url } = await server.ready();
    return { dataDir, server, port: Number(new URL(url).port) };
  }

  const directories = ["one", "two", "three"].map((name) => join(directory, name));
  for (const path of directories) mkdirSync(path);
  const instances = await Promise.all(directories.map(startInstance));
  const balancer = await startRelay(() => instances.map(({ port }) => ({ host: "127.0.0.1", port })));
  return {
    instances,
    sandbox,
    vendor,
    redis,
    database,
    startInstance,
    send: (path, body, headers = {}) => ask({ port: balancer.port, path, key: KEY, body, headers }),
    async close() {
      for (const { server } of instances) server.signal("SIGKILL");
      await Promise.all(instances.map(({ server }) => server.ended));
      await Promise.all([redis.kill(), database.close(), balancer.close(), sandbox.close(), vendor.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
