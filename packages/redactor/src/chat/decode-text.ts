/**
 * Reads bytes that are said to be text: as UTF-8 where they are that, else by their byte order mark, by the charset
 * that is named, or as windows-1252, which has a character for every byte. `undefined` when none of it can be right.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string | undefined {
  const utf16 = utf16Of(bytes);
  if (!utf16) {
    const text = decodeUtf8(bytes);
    if (text !== undefined && !text.includes("\0")) return text;
  }
  const encoding = utf16 ?? charset ?? "windows-1252";
  try {
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
    // Zeros between the letters mean that it is something else, such as UTF-32.
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Reads bytes of which nothing is known: only what can hardly be anything but text is taken for it. */
export function decodeUnknown(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  if (text !== undefined && !text.includes("\0") && !text.startsWith("%PDF-")) return text;
  const utf16 = utf16Of(bytes);
  return utf16 ? decodeText(bytes, utf16) : undefined;
}

/** Whether a file that begins so may be text after all; cheap, since most files are none and large. */
export function mayBeText(start: Uint8Array): boolean {
  if (utf16Of(start)) return true;
  try {
    // What is cut off in the middle of a character is no error while more is to come.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return !text.includes("\0") && !text.startsWith("%PDF-");
  } catch {
    return false;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 is told by its byte order mark, which UTF-32 begins with as well, or by every other byte being zero. */
function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === undefined || third === undefined) return undefined;
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? "utf-16be" : undefined;
}
