/**
 * Where answers are kept: anything that keeps strings for a time, such as a Keyv. What it gets is sealed under the
 * secret, and named by HMACs.
 */
export interface AnswerStore {
  get(key: string): Promise<string | undefined>;
  /** Keeps a value for `ttlMs` from now. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /**
   * Keeps a value unless there is one, atomically; whether it was kept (Redis: `SET key value NX PX ttlMs`). Without
   * it, duplicates that reach two processes at the same time both make the call; those that reach one never do.
   */
  add?(key: string, value: string, ttlMs: number): Promise<boolean>;
}
