import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { AuditError } from "../audit-error.ts";
import { createLock } from "./owner-lock.ts";

/** One file of a journal. */
export interface JournalFile {
  /** Names it among all journals there have ever been. */
  readonly name: string;
  readonly path: string;
  readonly descriptor: number;
  /** Bytes that were written in whole lines. */
  size: number;
}

/** Where a line ends. */
export interface JournalPosition {
  file: JournalFile;
  /** In bytes from the file's beginning. */
  end: number;
}

/** What has been promised to be kept, until it is in the store. */
export interface Journal {
  /**
   * Writes a line, which then outlives the process: the system's page cache has it.
   *
   * @param line ASCII, ending in a newline
   * @throws AuditError `journal_full`, `journal_failed`
   */
  append(line: string): JournalPosition;
  /** The names of files that have been removed, all of them in the store, since this was asked last. */
  takeRemoved(): string[];
  /** Lets go of everything up to a position. */
  release(position: JournalPosition): void;
  /** Takes nothing any more. Removes itself if nothing is left in it, or else leaves itself to the next process. */
  close(): void;
}

export interface JournalOptions {
  directory: string;
  /** How much may be in it, in bytes. */
  maxBytes: number;
  /** Begins a new file when one has so many bytes. */
  rotateBytes: number;
}

/** The name of a file of a journal, and of its lock. */
export const JOURNAL_FILE = /^([0-9a-f-]{36})\.(\d{1,15})\.journal$/;
export const lockPath = (directory: string, owner: string): string => join(directory, `${owner}.lock`);

/**
 * A journal of this process. The lock beside it says that its process lives.
 *
 * @throws AuditError `journal_failed` where the folder cannot be written
 */
export function createJournal({ directory, maxBytes, rotateBytes }: JournalOptions): Journal {
  const owner = randomUUID();
  const lock = orFail(() => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return createLock(lockPath(directory, owner));
  });
  let files = 0;
  let current: JournalFile | undefined;
  let held = 0;
  const left = new Set<JournalFile>();
  const removed: string[] = [];
  const released = new Map<JournalFile, number>();

  function fileForAppend(): JournalFile {
    if (current && current.size < rotateBytes) return current;
    const name = `${owner}.${files}`;
    const path = join(directory, `${name}.journal`);
    const descriptor = openSync(path, "wx", 0o600);
    const full = current;
    files += 1;
    current = { name, path, descriptor, size: 0 };
    left.add(current);
    if (full && isReleased(full)) remove(full);
    return current;
  }
  const isReleased = (file: JournalFile): boolean => (released.get(file) ?? 0) === file.size;

  function remove(file: JournalFile): void {
    left.delete(file);
    released.delete(file);
    closeSync(file.descriptor);
    rmSync(file.path, { force: true });
    removed.push(file.name);
  }

  return {
    append(line) {
      if (held + line.length > maxBytes)
        throw new AuditError(
          "journal_full",
          `${maxBytes} bytes of records wait for the store already. See that it can be reached and written.`,
        );
      return orFail(() => {
        const file = fileForAppend();
        writeWhole(file, line);
        file.size += line.length;
        held += line.length;
        return { file, end: file.size };
      });
    },
    takeRemoved: () => removed.splice(0),
    release({ file, end }) {
      held -= end - (released.get(file) ?? 0);
      released.set(file, end);
      if (file !== current && isReleased(file)) remove(file);
    },
    close() {
      for (const file of left) {
        if (isReleased(file)) remove(file);
        else closeSync(file.descriptor);
      }
      lock.release();
    },
  };
}

/** At its place, so that what a failed attempt has left there is written over. */
function writeWhole(file: JournalFile, line: string): void {
  for (let written = 0; written < line.length; )
    written += writeSync(file.descriptor, written === 0 ? line : line.slice(written), file.size + written, "latin1");
}

function orFail<Result>(attempt: () => Result): Result {
  try {
    return attempt();
  } catch (cause) {
    throw new AuditError(
      "journal_failed",
      "The audit journal cannot be written. See that its folder is there and writable, and that the disk has room.",
      { cause },
    );
  }
}
