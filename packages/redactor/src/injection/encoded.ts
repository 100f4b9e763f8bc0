const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64 = characters(`${DIGITS}_-=`);
const EQUALS_SIGN = 0x3d;
/** Values of the digits; `-` and `_` stand for `+` and `/` in URLs. */
const DIGIT_VALUES = new Uint8Array(0x80);
for (const [value, digit] of Array.from(`${DIGITS}-_`).entries()) {
  DIGIT_VALUES[digit.charCodeAt(0)] = value < DIGITS.length ? value : value - 2;
}
const MIN_BASE64 = 16;
const HEX = characters("0123456789abcdefABCDEFxX ,:-");
const MIN_HEX = 24;
const BINARY = characters("01 ");
const MIN_BINARY = 64;
const ENTITY_RUN = /(?:&#\d{2,3};){8,}/g;
const ESCAPE = /(?:\\x|\\u00|%|&#x)([0-9a-f]{2});?/gi;
const FIRST_ESCAPE = /\\x[0-9a-f]{2}|\\u00[0-9a-f]{2}|%[0-9a-f]{2}|&#x[0-9a-f]{2}/i;
const MIN_ESCAPES = 8;

/** Lines of wrapped base64 are this long or longer, but for the last. */
const MIN_WRAPPED_LINE = 60;
/** Less is no message. */
const MIN_DECODED = 10;
const MAX_UNREADABLE_SHARE = 0.05;
const REPLACEMENT = 0xfffd;
/** So many base64 digits are tried before all are decoded. A multiple of four. */
const SAMPLE = 64;

/**
 * Readable texts that stand encoded in a text, whose UTF-16 units are `units`: base64, hexadecimal, binary, percent signs
 * and character escapes. Takes linear time.
 */
export function decodedTexts(text: string, units: Uint16Array): string[] {
  const decoded: string[] = [];
  const keep = (candidate: string) => {
    if (isReadable(candidate)) decoded.push(candidate);
  };
  for (const run of base64Runs(text, units)) keep(fromBase64(run));
  for (const { start, end } of longRuns(text.length, units, HEX, MIN_HEX)) {
    keep(
      fromCodes(
        text
          .slice(start, end)
          .replace(/0x/gi, "")
          .match(/[0-9a-f]{2}/gi),
        16,
      ),
    );
  }
  for (const { start, end } of longRuns(text.length, units, BINARY, MIN_BINARY)) {
    keep(fromCodes(text.slice(start, end).match(/[01]{8}/g), 2));
  }
  if (text.includes("&#")) {
    for (const [run] of text.matchAll(ENTITY_RUN)) keep(fromCodes(run.match(/\d{2,3}/g), 10));
  }
  const mayHaveEscapes = text.includes("%") || text.includes("\\") || text.includes("&#x");
  if (!mayHaveEscapes || !FIRST_ESCAPE.test(text)) return decoded;
  let escapes = 0;
  const unescaped = text.replace(ESCAPE, (_, digits: string) => {
    escapes += 1;
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
  if (escapes >= MIN_ESCAPES) decoded.push(unescaped);
  return decoded;
}

function characters(members: string): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const member of members) table[member.charCodeAt(0)] = 1;
  return table;
}

interface Run {
  start: number;
  end: number;
}

const NO_RUNS: readonly Run[] = [];

/** Runs of at least `least` members. Looks at every `least`-th character first: most text is passed over without being read. */
function longRuns(length: number, units: Uint16Array, members: Uint8Array, least: number): readonly Run[] {
  let runs: Run[] | undefined;
  let start = 0;
  while (start + least <= length) {
    let before = start + least - 1;
    while (before >= start && members[units[before] as number] === 1) before -= 1;
    if (before >= start) {
      start = before + 1;
      continue;
    }
    let end = start + least;
    while (end < length && members[units[end] as number] === 1) end += 1;
    runs ??= [];
    runs.push({ start, end });
    start = end + 1;
  }
  return runs ?? NO_RUNS;
}

/** Runs of base64 digits, those that only a line break parts put together. */
function base64Runs(text: string, units: Uint16Array): string[] {
  const joined: string[] = [];
  let open = "";
  let openEnd = -1;
  for (const { start, end } of longRuns(text.length, units, BASE64, MIN_BASE64)) {
    const continues = openEnd >= 0 && /^ ?\n$/.test(text.slice(openEnd, Math.min(start, openEnd + 3)));
    if (!continues) {
      if (open !== "") joined.push(open);
      open = "";
    }
    open += text.slice(start, end);
    openEnd = end - start >= MIN_WRAPPED_LINE ? end : -1;
  }
  if (open !== "") joined.push(open);
  return joined;
}

function fromCodes(codes: readonly string[] | null, radix: number): string {
  if (!codes) return "";
  const bytes = new Uint8Array(codes.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = Number.parseInt(codes[index] ?? "", radix);
  return new TextDecoder().decode(bytes);
}

function fromBase64(run: string): string {
  if (!mayBeReadable(run)) return "";
  const digits = run
    .replace(/^=+|=.*$/g, "")
    .replace(/-/g, "+")
    .replace(/_/g, "/");
  if (!isReadable(decodeBase64(digits.slice(0, SAMPLE)))) return "";
  return decodeBase64(digits);
}

/** A quick look at how a run begins, of names and paths in most texts: whether its bytes may be UTF-8 without control characters. */
function mayBeReadable(run: string): boolean {
  let start = 0;
  while (run.charCodeAt(start) === EQUALS_SIGN) start += 1;
  const padding = run.indexOf("=", start);
  const digits = Math.min(SAMPLE, (padding < 0 ? run.length : padding) - start);
  const bytes = Math.floor((digits * 6) / 8);
  const limit = bytes * MAX_UNREADABLE_SHARE;
  let unreadable = 0;
  /** Bytes that have to follow in a character of several. */
  let due = 0;
  for (let byte = 0; byte < bytes; byte += 1) {
    const code = byteAt(run, start, byte);
    if (code >= 0x80 && code < 0xc0) {
      if (due > 0) due -= 1;
      else unreadable += 1;
    } else {
      if (due > 0) unreadable += 1;
      due = code < 0xc2 || code > 0xf4 ? 0 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
      if (isControl(code) || (code >= 0x80 && due === 0)) unreadable += 1;
    }
    if (unreadable > limit) return false;
  }
  return bytes >= MIN_DECODED;
}

/** A byte of base64, by its number. */
function byteAt(run: string, start: number, byte: number): number {
  const bit = byte * 8;
  const digit = start + Math.floor(bit / 6);
  const pair = (digitAt(run, digit) << 6) | digitAt(run, digit + 1);
  return (pair >> (4 - (bit % 6))) & 0xff;
}

function digitAt(run: string, digit: number): number {
  return DIGIT_VALUES[run.charCodeAt(digit)] ?? 0;
}

function decodeBase64(digits: string): string {
  const binary = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return new TextDecoder().decode(bytes);
}

function isControl(code: number): boolean {
  return code === 0x7f || (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09);
}

function isReadable(decoded: string): boolean {
  if (decoded.length < MIN_DECODED) return false;
  let unreadable = 0;
  for (let index = 0; index < decoded.length; index += 1) {
    const code = decoded.charCodeAt(index);
    if (code === REPLACEMENT || isControl(code)) unreadable += 1;
  }
  return unreadable <= decoded.length * MAX_UNREADABLE_SHARE;
}
