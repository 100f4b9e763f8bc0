import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The text of a file, or `undefined` where there is none.
 *
 * @throws Error for what is no file, for files of more than `maxBytes`, for text that is not UTF-8, and of the system.
 */
export async function readBoundedFile(path: string, maxBytes: number): Promise<string | undefined> {
  const file = await openFile(path);
  if (!file) return undefined;
  try {
    if (!(await file.stat()).isFile()) throw new Error("Expected a regular file.");
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = (await file.read(buffer, length, buffer.length - length, length)).bytesRead;
    }
    if (length > maxBytes) throw new Error(`Expected a file of at most ${maxBytes} bytes.`);
    return new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, length));
  } finally {
    await file.close();
  }
}

async function openFile(path: string) {
  try {
    // A pipe would be waited for until somebody writes to it.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
