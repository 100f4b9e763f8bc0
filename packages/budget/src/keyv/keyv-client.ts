import { BudgetStoreError } from "../budget-error.ts";

/** What is used of a Keyv, of version 5 or 6. */
export interface KeyvClient {
  getMany(keys: string[]): Promise<unknown[]>;
  set(key: string, value: string, ttl?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  off(event: "error", listener: (error: unknown) => void): unknown;
}

/** One value to be written; `null` deletes. */
export interface KeyvWrite {
  key: string;
  value: string | null;
  /** For how long it is kept, in ms; absent: for ever. */
  ttlMs?: number;
}

/** A Keyv that fails where it cannot answer. */
export interface StrictKeyv {
  /** The values of these keys, in their order; `undefined` for those that are not there. @throws BudgetStoreError */
  read(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** One after the other. @throws BudgetStoreError; some may have been written then */
  write(writes: readonly KeyvWrite[]): Promise<void>;
  /** Stops listening. */
  detach(): void;
}

/**
 * A Keyv answers "not there" and tells an event where its storage has failed. Money must not be counted from there, so
 * an error heard during a call fails the call. One call at a time.
 */
export function createStrictKeyv(keyv: KeyvClient): StrictKeyv {
  let heard: { error: unknown } | undefined;
  const listener = (error: unknown): void => {
    heard = { error };
  };
  keyv.on("error", listener);

  async function strictly<Result>(call: () => Promise<Result>): Promise<Result> {
    heard = undefined;
    const failure = "Keyv's storage has failed; see the cause.";
    let result: Result;
    try {
      result = await call();
    } catch (error) {
      throw new BudgetStoreError(failure, error);
    }
    // Set by the listener meanwhile.
    const { error } = (heard as { error: unknown } | undefined) ?? {};
    if (error !== undefined) throw new BudgetStoreError(failure, error);
    return result;
  }

  return {
    async read(keys) {
      const values = await strictly(() => keyv.getMany([...keys]));
      return keys.map((_, index) => {
        const value = values[index] ?? undefined;
        if (value !== undefined && typeof value !== "string")
          throw new BudgetStoreError("The Keyv holds something else under the store's keys; give the store its own.");
        return value;
      });
    },
    async write(writes) {
      for (const { key, value, ttlMs } of writes) {
        const written = await strictly(() => (value === null ? keyv.delete(key) : keyv.set(key, value, ttlMs)));
        // A delete says `false` where there was nothing to delete.
        if (value !== null && written === false) throw new BudgetStoreError("Keyv's storage has taken no value.");
      }
    },
    detach: () => void keyv.off("error", listener),
  };
}
