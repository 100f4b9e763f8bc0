import { Buffer } from "node:buffer";

/** The content of a `data:` URL. */
export interface DataUrl {
  /** In lower case, without parameters; empty where the URL names none. */
  mediaType: string;
  /** The bytes in base64, without white space. */
  base64: string;
}

const DATA_URL_HEAD = /^data:([^;,]{0,255})((?:;[^;,]{0,255}){0,8}),/i;
/** Looked for, rather than the opposite matched: a match as long as an image exhausts the engine's stack. */
const NOT_BASE64 = /[^A-Za-z0-9+/]/;

/** Reads a `data:` URL with base64 content; `undefined` when it is malformed or empty. */
export function parseDataUrl(url: string): DataUrl | undefined {
  const head = DATA_URL_HEAD.exec(url);
  if (!head || !/;\s*base64\s*$/i.test(head[2] as string)) return undefined;
  const base64 = toBase64(url.slice(head[0].length));
  return base64 === undefined ? undefined : { mediaType: (head[1] as string).trim().toLowerCase(), base64 };
}

/** The text without white space when it is base64, else `undefined`. */
export function toBase64(text: string): string | undefined {
  const compact = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  const digits = compact.slice(-2).replace(/=+$/, "").length + Math.max(0, compact.length - 2);
  return digits === 0 || NOT_BASE64.test(compact.slice(0, digits)) ? undefined : compact;
}

/** Text in base64 as a string. */
export function decodeText(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/**
 * The media type that the first bytes show, for common images and PDF. It is more reliable than what a URL says, and
 * vendors answer 400 when the two differ (BerriAI/litellm#24900).
 */
export function sniffMediaType(base64: string): string | undefined {
  const bytes = Buffer.from(base64.slice(0, 24), "base64").toString("latin1");
  if (bytes.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) return "image/gif";
  if (bytes.startsWith("RIFF") && bytes.slice(8, 12) === "WEBP") return "image/webp";
  if (bytes.startsWith("%PDF-")) return "application/pdf";
  return undefined;
}
