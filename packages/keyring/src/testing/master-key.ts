/** Master keys for tests. */
export const MASTER_KEY = "0f".repeat(32);
export const OTHER_MASTER_KEY = "e1".repeat(32);
