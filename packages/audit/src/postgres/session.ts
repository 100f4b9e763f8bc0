import { AuditError, AuditStoreError } from "../audit-error.ts";
import type { PostgresConnection, PostgresPool } from "./postgres-pool.ts";

/** Asks something of the server, and gives its rows. */
export type Ask = (statement: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/**
 * Lends a connection until `use` is done with it. One that has failed or takes too long is closed, which ends its
 * transaction on the server.
 *
 * @throws AuditStoreError when it takes longer than `patienceMs` or the server cannot answer; AuditErrors of `use`
 */
export async function withSession<Result>(
  pool: PostgresPool,
  patienceMs: number,
  use: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  let lent: PostgresConnection | undefined;
  let isLate = false;
  const giveBack = (destroy: boolean): void => {
    lent?.release(destroy);
    lent = undefined;
  };
  const work = async (): Promise<Result> => {
    const connection = await pool.connect();
    if (isLate) {
      connection.release();
      throw new Error("the connection came too late");
    }
    lent = connection;
    const result = await use(async (statement, values) => (await connection.query(statement, values)).rows);
    giveBack(false);
    return result;
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new AuditStoreError(`PostgreSQL has not answered within ${patienceMs} ms.`));
    }, patienceMs);
  });
  const working = work();
  working.catch(() => {});
  try {
    return await Promise.race([working, late]);
  } catch (error) {
    giveBack(true);
    if (AuditError.isInstance(error) || AuditStoreError.isInstance(error)) throw error;
    throw new AuditStoreError("PostgreSQL cannot answer; see the cause.", error);
  } finally {
    clearTimeout(timer);
  }
}
