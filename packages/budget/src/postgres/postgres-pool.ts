/** What is used of a connection of `pg`. */
export interface PostgresConnection {
  /** Several statements at once give one result for each. */
  query(text: string): Promise<unknown>;
  escapeLiteral(text: string): string;
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

/**
 * Keeps a pool's broken connections from ending the process; what was asked of them fails, and the pool replaces them.
 * A connection may break before it is handed out, between two queries and while it is being closed, so each is listened
 * to from its first use on and for as long as it is there.
 */
export function outliveBrokenConnections(pool: PostgresPool): void {
  if (pool.listeners("error").includes(ignore)) return;
  pool.on("error", ignore);
  pool.on("acquire", (connection) => {
    if (!connection.listeners("error").includes(ignore)) connection.on("error", ignore);
  });
}

function ignore(): void {}
