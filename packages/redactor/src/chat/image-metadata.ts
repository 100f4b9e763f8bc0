import { type Base64Reader, decodeBase64, encodeBase64, readBase64 } from "./base64.ts";

/** A stretch of an image file that holds text and no pixels. */
export interface MetadataSegment {
  start: number;
  end: number;
  text: string;
}

/** Real images have a dozen chunks beside their pixels, which may come in thousands. */
const MAX_SEGMENTS = 10_000;
const MAX_TEXT_BYTES = 1024 * 1024;

/** The text chunks of a PNG or JPEG in base64; none of any other file. */
export function metadataSegments(base64: string): MetadataSegment[] {
  const file = readBase64(base64);
  if (startsWith(file, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngSegments(file);
  if (startsWith(file, [0xff, 0xd8])) return jpegSegments(file);
  return [];
}

/** The same image without some of its segments. */
export function withoutSegments(base64: string, segments: readonly MetadataSegment[]): string {
  const bytes = decodeBase64(base64) ?? new Uint8Array();
  const kept: Uint8Array[] = [];
  let done = 0;
  for (const { start, end } of [...segments].sort((first, second) => first.start - second.start)) {
    kept.push(bytes.subarray(done, start));
    done = end;
  }
  kept.push(bytes.subarray(done));
  const shorter = new Uint8Array(kept.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of kept) {
    shorter.set(part, offset);
    offset += part.length;
  }
  return encodeBase64(shorter);
}

const PNG_SIGNATURE_LENGTH = 8;
/** Length, type and checksum of a chunk. */
const PNG_CHUNK_OVERHEAD = 12;

/** PNG (third edition) §11.3.3 and §11.3.5: tEXt, iTXt, eXIf; what is compressed cannot be read here. */
function pngSegments(file: Base64Reader): MetadataSegment[] {
  const segments: MetadataSegment[] = [];
  let start = PNG_SIGNATURE_LENGTH;
  for (let count = 0; count < MAX_SEGMENTS && start + PNG_CHUNK_OVERHEAD <= file.length; count++) {
    const head = file.bytes(start, start + 8);
    if (head.length < 8) break;
    const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
    const type = String.fromCharCode(...head.subarray(4));
    const end = start + PNG_CHUNK_OVERHEAD + length;
    if (end > file.length || type === "IEND") break;
    if (["tEXt", "iTXt", "eXIf"].includes(type)) {
      const content = file.bytes(start + 8, start + 8 + Math.min(length, MAX_TEXT_BYTES));
      if (!isCompressed(type, content)) segments.push({ start, end, text: readable(content) });
    }
    start = end;
  }
  return segments;
}

function isCompressed(type: string, content: Uint8Array): boolean {
  return type === "iTXt" && content[content.indexOf(0) + 1] === 1;
}

/** JPEG (ITU-T T.81) markers before the picture itself: APP1 (Exif, XMP), APP13 (IPTC) and COM. */
function jpegSegments(file: Base64Reader): MetadataSegment[] {
  const segments: MetadataSegment[] = [];
  let start = 2;
  for (let count = 0; count < MAX_SEGMENTS && start + 4 <= file.length; count++) {
    const [prefix, marker, high = 0, low = 0] = file.bytes(start, start + 4);
    if (prefix !== 0xff || marker === 0xda || marker === undefined) break;
    const end = start + 2 + high * 256 + low;
    if (end > file.length) break;
    if (marker === 0xe1 || marker === 0xed || marker === 0xfe) {
      segments.push({ start, end, text: readable(file.bytes(start + 4, end)) });
    }
    start = end;
  }
  return segments;
}

/** What is text in a stretch of bytes; the rest becomes line breaks, so that nothing grows together. */
function readable(bytes: Uint8Array): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what stands between texts in a file
  return new TextDecoder().decode(bytes).replaceAll(/[\u0000-\u001f\ufffd]+/g, "\n");
}

function startsWith(file: Base64Reader, signature: readonly number[]): boolean {
  const start = file.bytes(0, signature.length);
  return signature.every((byte, index) => start[index] === byte);
}
