/** What a placeholder says: what it stands for, which one it is, and whose. */
export interface PlaceholderParts {
  /** The entity type, without the prefix of custom patterns. */
  label: string;
  /** A number, and from the second spelling of the same value on a letter. */
  ordinal: string;
  /** Hexadecimal digits that are the same throughout a conversation. */
  nonce: string;
}

/**
 * `[[EMAIL_ADDRESS_2.9f3c]]`: ASCII, without any character that JSON, HTML, URL or Markdown encoders touch in
 * ordinary text, and with its type, so that a model's grammar stays right.
 */
export function writePlaceholder({ label, ordinal, nonce }: PlaceholderParts): string {
  return `[[${label}_${ordinal}.${nonce}]]`;
}

/** How a placeholder is looked up: its label and ordinal, in lower case. */
export function placeholderKey(label: string, ordinal: string): string {
  return `${label}_${ordinal}`.toLowerCase();
}

/** A bracket as it is, or as Markdown, JSON, URLs and HTML write it. */
const BRACKET_OPEN = "(?:\\\\{0,4}[[［]|\\\\{1,4}u005b|%(?:25)?5b|&#(?:91|x5b);)";
const BRACKET_CLOSE = "(?:\\\\{0,4}[\\]］]|\\\\{1,4}u005d|%(?:25)?5d|&#(?:93|x5d);)";
/** How the beginnings of other ways to write an opening bracket may end a text. */
const PARTIAL_BRACKET = "\\\\{1,4}(?:u(?:0(?:0(?:5)?)?)?)?|%(?:2(?:5)?)?5?|&(?:#(?:9(?:1)?|x(?:5(?:b)?)?)?)?";
const PARTIAL_CLOSE = "\\\\{1,4}(?:u(?:0(?:0(?:5)?)?)?)?|%(?:2(?:5)?)?5?|&(?:#(?:9(?:3)?|x(?:5(?:d)?)?)?)?";
const SPACE = "[ \\u00a0\\u202f]";
const BODY = "[a-z][a-z0-9_\\\\]{1,60}";
/** In JSON, the quotes around a placeholder belong to it when it stands for a number. */
const QUOTES = '\\\\{0,15}"';

/**
 * Finds placeholders of one nonce: exact ones, and those that a model has changed: in case, by backslashes as in
 * Markdown, by losing a bracket, by full-width or encoded brackets, by a space inside. Where the brackets are exact,
 * backslashes before them belong to the text. Every part is bounded, so that matching is linear.
 *
 * Groups: quote, brackets before it, body, brackets after it, quote.
 */
export function placeholderPattern(nonce: string, withQuotes: boolean): RegExp {
  const quote = withQuotes ? `(${QUOTES})?` : "()";
  const open = `(\\[\\[|(?!\\\\+\\[\\[[a-z])${BRACKET_OPEN}{1,2}${SPACE}?)`;
  const close = `(\\]\\]|${SPACE}?${BRACKET_CLOSE}{1,2}|(?![0-9a-z]))`;
  return new RegExp(`${quote}${open}(${BODY})\\.${nonce}${close}${quote}`, "gi");
}

/** What a placeholder of this nonce may look like when the text ends in the middle of it. Group: the body so far. */
export function partialPlaceholderPattern(nonce: string, withQuotes: boolean): RegExp {
  const nonceSoFar = nonce.replaceAll(/./g, "(?:$&") + ")?".repeat(nonce.length);
  const brackets = `${BRACKET_CLOSE}{0,${withQuotes ? 2 : 1}}(?:${PARTIAL_CLOSE})?`;
  const closing = withQuotes ? `${brackets}\\\\{0,15}` : brackets;
  const body = `([a-z][a-z0-9_\\\\]{0,60})?(?:\\.${nonceSoFar}(?:(?<=\\.${nonce})${SPACE}?${closing})?)?`;
  const open = `${BRACKET_OPEN}{1,2}(?:${SPACE}|(?:${PARTIAL_BRACKET})$)?`;
  // A quote before a number stands where JSON has values; any other may be the one after a placeholder.
  const openingQuote = `(?<=^|[:,[\\s])${QUOTES}`;
  const start = withQuotes
    ? `(?:${QUOTES})?${open}${body}|(?:${openingQuote})?(?:${PARTIAL_BRACKET})|${openingQuote}|\\\\{1,15}`
    : `${open}${body}|${PARTIAL_BRACKET}`;
  return new RegExp(`(?:${start})$`, "i");
}

/** A dot, as it is or encoded, with what may stand around it. */
const DOT = /(?:[^\sa-z0-9_]{1,8}|\\{1,4}u002e|%(?:25){0,2}2e|&#(?:46|x2e);|&period;)[ \u00a0]?$/i;
const LONGEST_DOT = 12;
const LONGEST_BODY = 64;
const NUMBERED = /[a-z][a-z0-9_\\]*_\\{0,4}\d{1,9}[a-z]?$/i;

/** Where a text has what could be taken for a placeholder of this nonce, now or after somebody has decoded it. */
export function findLookAlikes(text: string, nonce: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { index } of text.matchAll(new RegExp(nonce, "gi"))) {
    const dot = DOT.exec(text.slice(Math.max(0, index - LONGEST_DOT), index));
    if (!dot) continue;
    const bodyEnd = index - dot[0].length;
    const body = NUMBERED.exec(wordBefore(text, bodyEnd));
    if (body) found.push({ start: bodyEnd - body[0].length, end: index + nonce.length });
  }
  return found;
}

function wordBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < LONGEST_BODY && /[a-z0-9_\\]/i.test(text[start - 1] as string)) start--;
  return text.slice(start, end);
}
