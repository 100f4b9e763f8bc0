import { Pool } from "pg";

/** How long a connection may take to come about, in milliseconds: as long as stores wait for an answer. */
const CONNECT_MS = 5_000;
/** How long connections may take to end, in milliseconds. */
const CLOSE_MS = 2_000;

/**
 * A pool of connections to PostgreSQL, which are made anew as they break.
 *
 * @param max most of them
 */
export function connectPostgres(url: string, max: number): Pool {
  return new Pool({ connectionString: url, max, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
}

/** Ends a pool's connections; those whose server does not answer any more end with this process. */
export async function disconnectPostgres(pool: Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([pool.end(), late]);
  clearTimeout(timer);
}
