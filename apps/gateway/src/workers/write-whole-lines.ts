/** What a pipe takes as a whole, in bytes: pieces of several processes that are no longer never end up in one another. */
export const PIPE_BYTES = 4_096;

/**
 * Writes lines of ASCII in pieces that a pipe takes as a whole, as long as no line is longer.
 *
 * @param lines each of them ending in a newline
 */
export function writeWholeLines(destination: { write(text: string): unknown }, lines: string): void {
  let start = 0;
  while (lines.length - start > PIPE_BYTES) {
    const end = lines.lastIndexOf("\n", start + PIPE_BYTES - 1) + 1;
    const next = end > start ? end : lines.indexOf("\n", start) + 1 || lines.length;
    destination.write(lines.slice(start, next));
    start = next;
  }
  if (start < lines.length) destination.write(lines.slice(start));
}
