import { report, type Scan } from "./scan.ts";

/** Longer than any key in use: 16,384-bit RSA is 13 KB of PEM. */
const MAX_BLOCK = 16_384;
const HEADER = /^BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
const MAX_HEADER = 80;
const MIN_BODY = 16;
const BODY_LINE = /^[\s"'`+,;|>]*(?:[A-Za-z0-9+/]{4,}={0,2}|=[A-Za-z0-9+/]{4})?[\s"'`+,;\\]*$/;
const HEADER_LINE = /^[\s"'`+]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): /;

/** A key block whose header word BEGIN stands at `word`, body and footer included. */
export function findPrivateKey(scan: Scan, word: number): void {
  const { text } = scan;
  const start = word - 5;
  if (start < 0 || word < scan.keySearchedUntil || !text.startsWith("-----", start)) return;
  const header = HEADER.exec(text.slice(word, word + MAX_HEADER));
  if (header === null) return;
  const bodyStart = word + header[0].length;
  const limit = Math.min(text.length, start + MAX_BLOCK);
  const dashes = nextDashes(scan, bodyStart, limit);
  const isClosed = text.startsWith("-----END", dashes);
  const end = isClosed ? footerEnd(text, dashes) : bodyEnd(text, bodyStart, dashes);
  scan.keySearchedUntil = isClosed ? end : bodyStart;
  const body = text.slice(bodyStart, isClosed ? dashes : end);
  if ((/[A-Za-z0-9+/]{16,}/.exec(body)?.[0].length ?? 0) < MIN_BODY) return;
  report(scan, {
    type: "PRIVATE_KEY",
    kind: kindOf(header[0]),
    start,
    end,
    score: 1,
    rule: isClosed ? "key-block" : "key-block-cut",
  });
}

/** Index of the next five hyphens, or `limit`. */
function nextDashes(scan: Scan, from: number, limit: number): number {
  let hyphens = 0;
  for (let index = from; index < limit; index++) {
    hyphens = scan.units[index] === 0x2d ? hyphens + 1 : 0;
    if (hyphens === 5) return index - 4;
  }
  return limit;
}

function kindOf(header: string): string {
  if (header.includes("OPENSSH")) return "openssh";
  return header.includes("PGP") ? "pgp" : "pem";
}

function footerEnd(text: string, dashes: number): number {
  const close = text.slice(dashes + 8, dashes + MAX_HEADER).indexOf("-----");
  return close < 0 ? dashes + 8 : dashes + 8 + close + 5;
}

/** How far the lines of a key go that has no footer, line feeds written as `\n` included. */
function bodyEnd(text: string, start: number, limit: number): number {
  const lineBreak = /\r?\n|\\r\\n|\\n/g;
  const body = text.slice(start, limit);
  let end = 0;
  let lineStart = 0;
  while (lineStart <= body.length) {
    lineBreak.lastIndex = lineStart;
    const next = lineBreak.exec(body);
    const line = body.slice(lineStart, next?.index ?? body.length);
    if (!BODY_LINE.test(line) && !HEADER_LINE.test(line)) {
      const partial = /^[\s"'`+]*[A-Za-z0-9+/]{20,}={0,2}/.exec(line);
      return start + (partial === null ? end : lineStart + partial[0].length);
    }
    if (/[A-Za-z0-9+/]{4}/.test(line)) end = lineStart + line.trimEnd().length;
    if (next === null) break;
    lineStart = next.index + next[0].length;
  }
  return start + end;
}
