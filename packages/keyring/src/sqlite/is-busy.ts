const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

/** Whether SQLite's answer was that somebody else is writing: all kinds of "busy" share their lowest byte. */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" && [SQLITE_BUSY, SQLITE_LOCKED].includes(errcode & 0xff);
}
