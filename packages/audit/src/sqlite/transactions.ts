import type { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { AuditError, AuditStoreError } from "../audit-error.ts";
import { isBusy } from "./is-busy.ts";

const RETRY_MS = 4;

/** Tries again while other processes are writing, without stopping this one. @throws AuditStoreError */
export async function whenFree<Result>(attempt: () => Result, busyTimeoutMs: number): Promise<Result> {
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (AuditError.isInstance(error) || AuditStoreError.isInstance(error)) throw error;
      if (!isBusy(error)) throw new AuditStoreError("SQLite has failed; see the cause.", error);
      if (performance.now() >= deadline)
        throw new AuditStoreError(`Other processes have been writing for ${busyTimeoutMs} ms without a gap.`, error);
      await setTimeout(1 + Math.random() * RETRY_MS);
    }
  }
}

/**
 * All of the changes or none; or one look at everything.
 *
 * @throws whatever `use` and SQLite throw
 */
export function transact<Result>(database: DatabaseSync, mode: "IMMEDIATE" | "DEFERRED", use: () => Result): Result {
  database.exec(`BEGIN ${mode}`);
  try {
    const result = use();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
