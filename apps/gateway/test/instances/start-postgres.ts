import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { type Relay, startRelay } from "./relay.ts";

/** A database of a test's own. */
export interface PostgresDatabase {
  /** Without anything in between. */
  directUrl: string;
  /** Over a line that can be cut. */
  url: string;
  line: Relay;
  /** Drops the database. */
  close(): Promise<void>;
}

/** Makes a database on a server, and a line to it. */
export async function startPostgres(serverUrl: string): Promise<PostgresDatabase> {
  const { host, port, user, password } = new Client({ connectionString: serverUrl });
  const name = `hub_${randomUUID().replaceAll("-", "")}`;
  async function ask(statement: string): Promise<void> {
    const client = new Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
  await ask(`CREATE DATABASE ${name}`);
  const line = await startRelay(() => [host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }]);
  const direct = new URL(serverUrl);
  direct.pathname = name;
  const login = password ? `${user}:${encodeURIComponent(String(password))}` : user;
  return {
    directUrl: direct.href,
    url: `postgres://${login}@127.0.0.1:${line.port}/${name}`,
    line,
    async close() {
      await line.close();
      await ask(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
