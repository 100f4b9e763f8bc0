const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Whether a text is base64 (standard or URL alphabet) of at least one byte. */
export function isBase64(text: string): boolean {
  return text.length > 0 && base64.test(text);
}

/** The media type that the first bytes of base64 data speak of: the four image types vendors take, PDF, or undefined. */
export function sniffMediaType(data: string): string | undefined {
  const head = Buffer.from(data.slice(0, 64), "base64");
  if (head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return "image/png";
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return "image/jpeg";
  const text = head.toString("latin1");
  if (text.startsWith("GIF8")) return "image/gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (text.startsWith("%PDF-")) return "application/pdf";
  return undefined;
}

/** The parts of a `data:` URL with base64 content; undefined for anything else. */
export function parseDataUrl(url: string): { readonly mediaType: string; readonly data: string } | undefined {
  const match = /^data:([^;,]*)(?:;[^;,]*)*;base64,/.exec(url.slice(0, 200));
  return match === null ? undefined : { mediaType: match[1] ?? "", data: url.slice(match[0].length) };
}
