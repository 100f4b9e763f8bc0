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

/** Keeps a pool's broken connections from ending the process: what was asked of them fails, and they are replaced. */
export function outliveBrokenConnections(pool: PostgresPool): void {
  if (pool.listeners("error").includes(ignore)) return;
  pool.on("error", ignore);
  pool.on("acquire", (connection) => {
    if (!connection.listeners("error").includes(ignore)) connection.on("error", ignore);
  });
}

function ignore(): void {}
