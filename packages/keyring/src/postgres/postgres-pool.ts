/** What is used of a connection of `pg`. */
export interface PostgresConnection {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Gives it back to the pool; `true`: it is closed. */
  release(destroy?: boolean): void;
}

/** What says that it has broken by an event, which ends the process where nobody listens. */
interface ErrorEmitter {
  on(event: "error", listener: (error: Error) => void): unknown;
  listeners(event: "error"): unknown[];
}

/** What is used of a pool: `pg.Pool`, or one like it. */
export interface PostgresPool extends ErrorEmitter {
  connect(): Promise<PostgresConnection>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "acquire", listener: (connection: ErrorEmitter) => void): unknown;
}

/** Keeps a pool's broken connections from ending the process: what was asked of them fails, and the pool replaces them. */
export function outliveBrokenConnections(pool: PostgresPool): void {
  if (pool.listeners("error").includes(ignore)) return;
  pool.on("error", ignore);
  pool.on("acquire", (connection) => {
    if (!connection.listeners("error").includes(ignore)) connection.on("error", ignore);
  });
}

function ignore(): void {}

/**
 * Lends a connection to `use` until it is done. One that has failed or takes too long is closed, which ends its
 * transaction on the server.
 *
 * @param patienceMs for how long it waits for a connection and for all that is done with it
 */
export async function withConnection<Result>(
  pool: PostgresPool,
  patienceMs: number,
  use: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  let lent: PostgresConnection | undefined;
  let isLate = false;
  const giveBack = (destroy: boolean) => {
    lent?.release(destroy);
    lent = undefined;
  };
  const work = async () => {
    lent = await pool.connect();
    // One that comes after all is of no use any more.
    if (isLate) return giveBack(false);
    return use(lent);
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`no answer within ${patienceMs} ms`));
    }, patienceMs);
  });
  const working = work();
  working.catch(() => {});
  try {
    const result = await Promise.race([working, late]);
    giveBack(false);
    return result as Result;
  } catch (error) {
    giveBack(true);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
