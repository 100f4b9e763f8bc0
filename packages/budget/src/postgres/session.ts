import { BudgetStoreError } from "../budget-error.ts";
import type { StatementResult } from "./load.ts";
import type { PostgresConnection, PostgresPool } from "./postgres-pool.ts";

/** A connection for the time of one use. */
export interface Session {
  /** The results of the statements, one for each. */
  query(statements: string): Promise<StatementResult[]>;
  quote(text: string): string;
}

/** A state of the server's: 40001, 23505, 57P01. Undefined where the server did not answer, as for EPIPE. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Lends a connection to `use` until it is done. One that has failed or takes too long is closed, which ends its
 * transaction on the server.
 *
 * @param patienceMs for how long it waits for a connection and for all that is done with it
 * @throws BudgetStoreError when it takes longer; whatever `use` and the pool throw
 */
export async function withSession<Result>(
  pool: PostgresPool,
  patienceMs: number,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  let isLate = false;
  let lent: PostgresConnection | undefined;
  const giveBack = (destroy: boolean): void => {
    lent?.release(destroy);
    lent = undefined;
  };
  const work = async (): Promise<Result> => {
    const connection = await pool.connect();
    lent = connection;
    if (isLate) throw new Error("the connection came too late");
    const result = await use({
      async query(statements) {
        const results = await connection.query(statements);
        return (Array.isArray(results) ? results : [results]) as StatementResult[];
      },
      quote: (text) => connection.escapeLiteral(text),
    });
    giveBack(false);
    return result;
  };

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new BudgetStoreError(`PostgreSQL has not answered within ${patienceMs} ms.`));
    }, patienceMs);
  });
  const working = work();
  try {
    return await Promise.race([working, late]);
  } catch (error) {
    giveBack(true);
    working.catch(() => giveBack(false));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
