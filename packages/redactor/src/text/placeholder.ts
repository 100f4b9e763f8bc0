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
/** What labels and numbers are made of, also with backslashes or JSON's escapes for an underscore. */
const BODY_UNIT = "(?:[a-z0-9_]|\\\\(?!u00(?:2e|5d)))";
const BODY_DOT = "(?:\\.|\\\\{1,4}u002e)";
/** In JSON, the quotes around a placeholder belong to it when it stands for a number. */
const QUOTES = '\\\\{0,15}"';

const NONCE = "[0-9a-f]{4}";

/**
 * Placeholders: exact ones, and those that a model has changed: in case, by backslashes as in Markdown, by losing a
 * bracket, by full-width or encoded brackets, by a space inside. Where the brackets are exact, backslashes before them
 * belong to the text. Every part is bounded, so that matching is linear.
 *
 * The pattern is the same for every nonce, since compiling one takes longer than reading an answer.
 *
 * Groups: quote, brackets before it, body, nonce, brackets after it, quote.
 */
function placeholderPattern(withQuotes: boolean): RegExp {
  const quote = withQuotes ? `(${QUOTES})?` : "()";
  const open = `(\\[\\[|(?!\\\\{1,4}\\[\\[[a-z])${BRACKET_OPEN}{1,2}${SPACE}?)`;
  const close = `(\\]\\]|${SPACE}?${BRACKET_CLOSE}{1,2}|(?![0-9a-z]))`;
  return new RegExp(`${quote}${open}([a-z]${BODY_UNIT}{1,60})${BODY_DOT}(${NONCE})${close}${quote}`, "gi");
}

const [WHOLE, WHOLE_IN_QUOTES] = [placeholderPattern(false), placeholderPattern(true)];

/** A placeholder in a text. */
export interface FoundPlaceholder {
  index: number;
  whole: string;
  /** The quotes before and after it, where they were looked for. */
  before: string;
  after: string;
  /** The brackets before it. */
  brackets: string;
  /** The label and the number. */
  body: string;
}

/** A label and a number as they were before a model, or its JSON, wrote them. */
function plainBody(body: string): string {
  return body.replaceAll(/\\{1,4}u005f/gi, "_").replaceAll("\\", "");
}

/** Finds the placeholders of one nonce in a text; `withQuotes`, with the quotes around those that stand for numbers. */
export function* placeholdersIn(text: string, nonce: string, withQuotes: boolean): Iterable<FoundPlaceholder> {
  const pattern = withQuotes ? WHOLE_IN_QUOTES : WHOLE;
  for (let from = 0; ; ) {
    // Others use the pattern while this waits for the next to be asked for.
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (!match) return;
    const [whole, before = "", brackets = "", body = "", itsNonce = "", , after = ""] = match;
    const isOwn = itsNonce.toLowerCase() === nonce;
    from = match.index + (isOwn ? whole.length : 1);
    if (isOwn) yield { index: match.index, whole, before, after, brackets, body: plainBody(body) };
  }
}

/** What a placeholder may look like when the text ends in the middle of it. Groups: the body so far, the nonce so far. */
function partialPlaceholderPattern(withQuotes: boolean): RegExp {
  const brackets = `${BRACKET_CLOSE}{0,${withQuotes ? 2 : 1}}(?:${PARTIAL_CLOSE})?`;
  const closing = withQuotes ? `${brackets}\\\\{0,15}` : brackets;
  const nonce = `([0-9a-f]{0,4})(?:(?<=(?:\\.|u002e)${NONCE})${SPACE}?${closing})?`;
  const body = `([a-z]${BODY_UNIT}{0,60})?(?:${BODY_DOT}${nonce})?`;
  const open = `${BRACKET_OPEN}{1,2}(?:${SPACE}|(?:${PARTIAL_BRACKET})$)?`;
  // A quote before a number stands where JSON has values; any other may be the one after a placeholder.
  const openingQuote = `(?<=^|[:,[\\s])${QUOTES}`;
  const start = withQuotes
    ? `(?:${QUOTES})?${open}${body}|(?:${openingQuote})?(?:${PARTIAL_BRACKET})|${openingQuote}|\\\\{1,15}`
    : `${open}${body}|${PARTIAL_BRACKET}`;
  return new RegExp(`(?:${start})$`, "gi");
}

const [PARTIAL, PARTIAL_IN_QUOTES] = [partialPlaceholderPattern(false), partialPlaceholderPattern(true)];

/** How an escape may end a text. */
const PARTIAL_ESCAPE = /\\{1,4}(?:u(?:0(?:0[25]?)?)?)?$/i;

/** Where a text ends in what may become a placeholder of one nonce: how long that is, and its body so far. */
export function partialPlaceholder(
  text: string,
  nonce: string,
  withQuotes: boolean,
): { length: number; body: string } | undefined {
  const pattern = withQuotes ? PARTIAL_IN_QUOTES : PARTIAL;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, body = "", itsNonce = ""] = match;
    if (nonce.startsWith(itsNonce.toLowerCase()))
      return { length: whole.length, body: plainBody(body.replace(PARTIAL_ESCAPE, "")) };
    pattern.lastIndex = match.index + 1;
  }
  return undefined;
}

/** A dot, as it is or encoded, with what may stand around it. */
const DOT = /(?:[^\sa-z0-9_]{1,8}|\\{1,4}u002e|%(?:25){0,2}2e|&#(?:46|x2e);|&period;)[ \u00a0]?$/i;
const LONGEST_DOT = 12;
const LONGEST_BODY = 64;
const NUMBERED = /[a-z][a-z0-9_\\]*(?:_|\\u005f)\\{0,4}\d{1,9}[a-z]?$/i;

const NUMBERED_WORD = /(?:_|\\u005f)\\{0,4}\d{1,9}[a-z]?[^\sa-z0-9_]/i;

/** Whether {@link findLookAlikes} may find anything in a text, whatever the nonce. */
export function mayLookAlike(text: string): boolean {
  return (text.includes("_") || text.includes("\\u005")) && NUMBERED_WORD.test(text);
}

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
