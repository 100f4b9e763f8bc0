import { decodeBase64, encodeBase64, plainBase64, readBase64 } from "./base64.ts";
import { type DataUrl, parseDataUrl } from "./data-url.ts";
import { decodeText, decodeUnknown, mayBeText } from "./decode-text.ts";
import type { Leaf } from "./leaves.ts";

/** A file of text in a request. */
export interface TextFile {
  text: string;
  /** The file with another text, in the form in which it was given. */
  withText(text: string): string;
}

/** Media types whose bytes are text. */
const TEXT_TYPES =
  /^text\/|^image\/svg|^message\/|^application\/(?:[\w.-]+\+)?(?:json|xml|yaml|x-yaml|toml|sql|csv|javascript|rtf)$|^application\/(?:x-)?(?:ndjson|javascript|sh|www-form-urlencoded)$/;
const TEXT_NAMES =
  /\.(?:txt|text|md|csv|tsv|json|jsonl|ndjson|xml|svg|html?|ya?ml|toml|ini|log|eml|ics|vcf|rtf|tex|sql|py|js|ts|sh)$/i;
const START_LENGTH = 1_024;

/**
 * The text of a file; `undefined` for files of other kinds, `unreadable` for what is said to be text and cannot be
 * read.
 */
export function readTextFile(leaf: Leaf): TextFile | "unreadable" | undefined {
  if (leaf.kind === "bytes") return leaf.mediaKind === "file" ? readBytes(leaf.base64, leaf) : undefined;
  const dataUrl = leaf.kind === "url" ? parseDataUrl(leaf.url) : undefined;
  return dataUrl && readDataUrl(dataUrl);
}

function readBytes(
  given: string,
  { mediaType, filename = "" }: { mediaType: string; filename?: string },
): TextFile | "unreadable" | undefined {
  const base64 = plainBase64(given);
  if (base64 === undefined) return asItStands("", given);
  const isText = TEXT_TYPES.test(mediaType.toLowerCase()) || TEXT_NAMES.test(filename);
  const text = isText ? readNamed(decodeBase64(base64), undefined) : readHidden(base64);
  if (text === undefined) return isText ? "unreadable" : undefined;
  return { text, withText: encodeUtf8 };
}

function readDataUrl(url: DataUrl): TextFile | "unreadable" | undefined {
  const { head, mediaType, charset, data } = url;
  const isText = TEXT_TYPES.test(mediaType);
  const base64 = url.isBase64 ? plainBase64(data) : undefined;
  if (url.isBase64 && base64 === undefined) return isText ? "unreadable" : asItStands(head, data);
  if (base64 !== undefined && !isText && /^(?:image|audio|video)\//.test(mediaType)) return undefined;
  const isHidden = base64 !== undefined && !isText;
  const text = isHidden
    ? readHidden(base64)
    : readNamed(base64 === undefined ? percentDecoded(data) : decodeBase64(base64), charset);
  if (text === undefined) return isHidden ? undefined : "unreadable";
  return {
    text,
    withText(next) {
      const nextHead = head.replace(/(;\s*charset=)[^;,]*/i, "$1utf-8");
      return nextHead + (url.isBase64 ? encodeUtf8(next) : encodeURIComponent(next));
    },
  };
}

/** What is said to be base64 and is not may be anything: it is text. */
function asItStands(head: string, data: string): TextFile {
  return { text: data, withText: (text) => head + text };
}

function encodeUtf8(text: string): string {
  return encodeBase64(new TextEncoder().encode(text));
}

function readNamed(bytes: Uint8Array | undefined, charset: string | undefined): string | undefined {
  return bytes && decodeText(bytes, charset);
}

/** The text in a file that does not say that it is one. */
function readHidden(base64: string): string | undefined {
  if (!mayBeText(readBase64(base64).bytes(0, START_LENGTH))) return undefined;
  const bytes = decodeBase64(base64);
  return bytes && decodeUnknown(bytes);
}

const PERCENT = 0x25;

/** The bytes of percent-encoded text. What is no valid escape stands for itself. */
function percentDecoded(text: string): Uint8Array {
  const source = new TextEncoder().encode(text);
  const bytes = new Uint8Array(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index++) {
    const byte = source[index] as number;
    const digits = byte === PERCENT ? String.fromCharCode(...source.subarray(index + 1, index + 3)) : "";
    if (/^[0-9a-f]{2}$/i.test(digits)) {
      bytes[length++] = Number.parseInt(digits, 16);
      index += 2;
    } else bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}
