/** A stretch of a URL that can say something about somebody. */
export interface UrlPart {
  start: number;
  end: number;
  /** Decoded. */
  text: string;
  /** How another text is written in its place. */
  encode(text: string): string;
}

/**
 * Parameters that sign a URL: with another value it opens nothing. They are Amazon's, Google's, Azure's and CloudFront's.
 */
const SIGNATURE =
  /^(?:x-amz-|x-goog-|sig$|sv$|se$|sp$|sr$|signature$|expires$|key-pair-id$|policy$|googleaccessid$|awsaccesskeyid$)/i;
/** Azure's short parameters could be anybody's. Their values are dates, versions and letters. */
const AZURE = /^s[verp]$/i;
const AZURE_VALUE = /^[\w:.-]{0,32}$/;

/** Longer addresses are not looked into. */
export const MAX_URL_LENGTH = 65_536;

/**
 * The stretches of a URL: who signs in, segments of the path, names and values of the query but for those that sign
 * it, and the fragment. Plain words in the path, by which a host finds the file, are left out.
 */
export function urlParts(url: string): UrlPart[] {
  const parts: UrlPart[] = [];
  const add = (start: number, end: number, encode: UrlPart["encode"] = encodeURIComponent) => {
    if (end > start) parts.push({ start, end, text: decode(url.slice(start, end)), encode });
  };
  const addUnlessWord = (start: number, end: number) => {
    if (!/^[A-Za-z_-]*$/.test(url.slice(start, end))) add(start, end);
  };
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? "";
  // Read together with the scheme, a password is known for what it is.
  if (authority.includes("@")) add(0, authority.length, encodeBrackets);
  const hash = indexOf(url, "#", authority.length, url.length);
  const question = indexOf(url, "?", authority.length, hash);
  forEachPiece(url, "/", authority.length, question, addUnlessWord);
  forEachPiece(url, "&", question + 1, hash, (start, end) => {
    const equals = indexOf(url, "=", start, end);
    addUnlessWord(start, equals);
    if (!signs(url.slice(start, equals), url.slice(equals + 1, end))) add(equals + 1, end);
  });
  add(hash + 1, url.length);
  return parts;
}

function signs(name: string, value: string): boolean {
  return SIGNATURE.test(name) && (!AZURE.test(name) || AZURE_VALUE.test(decode(value)));
}

/** A URL with some of its parts replaced; in order of place. */
export function withUrlParts(url: string, parts: readonly UrlPart[]): string {
  let changed = "";
  let done = 0;
  for (const { start, end, text, encode } of parts) {
    changed += url.slice(done, start) + encode(text);
    done = end;
  }
  return changed + url.slice(done);
}

function indexOf(url: string, character: string, start: number, end: number): number {
  const index = url.slice(start, end).indexOf(character);
  return index < 0 ? end : start + index;
}

function forEachPiece(
  url: string,
  separator: string,
  from: number,
  to: number,
  visit: (start: number, end: number) => void,
): void {
  let start = from;
  for (const piece of url.slice(from, to).split(separator)) {
    if (piece !== "") visit(start, start + piece.length);
    start += piece.length + 1;
  }
}

function encodeBrackets(text: string): string {
  return text.replaceAll("[", "%5B").replaceAll("]", "%5D");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
