import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AuditError } from "../audit-error.ts";
import { JOURNAL_FILE, lockPath } from "./journal.ts";
import { tryLock } from "./owner-lock.ts";
import { type JournalRecord, readJournal } from "./read-journal.ts";

/** A file of a journal that somebody has left behind. */
interface LeftFile {
  owner: string;
  name: string;
  path: string;
  number: number;
}

/**
 * Takes over what processes that are no more have left in a folder.
 *
 * @param drain puts a file's records into the store, those that are not in it
 * @param onCorrupt told of files with lines that are no records, which are set aside
 * @throws whatever `drain` throws; what it has not taken is there for the next time
 */
export async function adoptJournals(
  directory: string,
  drain: (journal: string, records: readonly JournalRecord[]) => Promise<void>,
  onCorrupt: (error: AuditError) => void,
): Promise<void> {
  const left = readdirSync(directory).flatMap((file): LeftFile[] => {
    const [, owner, number] = JOURNAL_FILE.exec(file) ?? [];
    return owner && number
      ? [{ owner, name: `${owner}.${number}`, path: join(directory, file), number: Number(number) }]
      : [];
  });
  for (const [owner, files] of Map.groupBy(left, ({ owner }) => owner)) {
    const lock = tryLock(lockPath(directory, owner));
    if (!lock) continue;
    try {
      for (const file of files.sort((one, other) => one.number - other.number)) await adopt(file, drain, onCorrupt);
    } finally {
      lock.release();
    }
  }
}

async function adopt(
  { name, path }: LeftFile,
  drain: (journal: string, records: readonly JournalRecord[]) => Promise<void>,
  onCorrupt: (error: AuditError) => void,
): Promise<void> {
  const journal = readIfThere(path);
  if (!journal) return;
  await drain(name, journal.records);
  if (journal.corruptLines === 0) return rmSync(path, { force: true });
  renameSync(path, `${path}.corrupt`);
  onCorrupt(
    new AuditError(
      "journal_corrupt",
      `${journal.corruptLines} lines of the journal ${name} are no records, and were left out. The file is kept beside it as *.corrupt.`,
    ),
  );
}

/** Another process may have been faster. */
function readIfThere(path: string): ReturnType<typeof readJournal> | undefined {
  try {
    return readJournal(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
