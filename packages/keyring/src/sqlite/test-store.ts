import type { KeyringStore } from "../store.ts";
import { createSqliteStore } from "./sqlite-store.ts";

/** For the suite of processes: the connection is the file's path. */
export function openTestStore(path: string): KeyringStore {
  return createSqliteStore({ path });
}
