/** What an export may come in as: whole, in lines, or in whatever pieces a file is read. */
export type ExportSource = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Longer than any line of an export. In bytes. */
const MAX_LINE_BYTES = 65_536;
const NEWLINE = 0x0a;

/**
 * The lines of a text, without their ends. Each has to have one.
 *
 * @throws SyntaxError for a line that is too long, has no end, or is not UTF-8
 */
export async function* readLines(source: ExportSource): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let pieces: Uint8Array[] = [];
  let length = 0;
  const gather = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > MAX_LINE_BYTES) throw new SyntaxError("the line is too long");
    pieces.push(piece);
  };
  for await (const given of source) {
    const chunk = typeof given === "string" ? Buffer.from(given) : given;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      gather(chunk.subarray(start, end));
      yield decode(decoder, Buffer.concat(pieces));
      pieces = [];
      length = 0;
      start = end + 1;
    }
    // A copy: who reads a file may use the memory again. Empty pieces would add up without bound.
    if (start < chunk.length) gather(Uint8Array.from(chunk.subarray(start)));
  }
  if (length > 0) throw new SyntaxError("the last line is cut off");
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new SyntaxError("the line is not UTF-8", { cause });
  }
}
