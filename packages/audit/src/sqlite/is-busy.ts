const SQLITE_BUSY = 5;
/** A table is locked by another statement of the same connection. */
const SQLITE_LOCKED = 6;

/** Whether SQLite's answer was that somebody else is there: all kinds of "busy" share their lowest byte. */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" && ((errcode & 0xff) === SQLITE_BUSY || (errcode & 0xff) === SQLITE_LOCKED);
}
