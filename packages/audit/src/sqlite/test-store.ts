import type { AuditStore } from "../store.ts";
import { createSqliteStore } from "./sqlite-store.ts";

/** For the tests with processes: the connection is the file. */
export function openTestStore(path: string): AuditStore {
  return createSqliteStore({ path });
}
