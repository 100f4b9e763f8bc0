import { COLON, DIGIT, JOINER } from "./characters.ts";
import { isAlphanumericAt, kindAt, report, type Scan } from "./scan.ts";

const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;
const MIN_TOP_LEVEL = 2;
const LOCAL_PUNCTUATION = new Set(Array.from("._%+-'!#$&*/=?^`{|}~", (character) => character.charCodeAt(0)));
/** Left out at the beginning of an address: quotes and brackets of the text around it. */
const NOT_FIRST = new Set(Array.from("._%+-'!#$&*/=?^`{|}~", (character) => character.charCodeAt(0)));

/** File endings that stand where a top-level domain would: `icon@2x.png`, `Component@next.tsx`. */
const FILE_ENDINGS = new Set(
  "png jpg jpeg gif svg webp ico bmp avif css scss less js mjs cjs jsx ts tsx json html htm map md txt yml yaml py rb go rs java vue lock zip gz tgz pdf".split(
    " ",
  ),
);

/** An address around the `@` at this index. */
export function findEmailAddress(scan: Scan, at: number): void {
  const { units } = scan;
  const first = Math.max(0, at - MAX_LOCAL, scan.consumedUntil);
  let start = at;
  while (start > first && (isAlphanumericAt(scan, start - 1) || LOCAL_PUNCTUATION.has(units[start - 1] as number)))
    start--;
  // Of `key=name@host` and `path/name@host` the last part is the address.
  for (let index = at - 1; index > start; index--) {
    const unit = units[index];
    if (unit === 0x27 && isAlphanumericAt(scan, index - 1) && isAlphanumericAt(scan, index + 1)) continue;
    if (
      unit === 0x3d ||
      unit === 0x2f ||
      unit === 0x7c ||
      unit === 0x3f ||
      unit === 0x26 ||
      unit === 0x60 ||
      unit === 0x27
    ) {
      start = index + 1;
      break;
    }
  }
  while (start < at && NOT_FIRST.has(units[start] as number)) start++;
  if (start === at || units[at - 1] === 0x2e || (start > 0 && units[start - 1] === 0x40)) return;
  const end = domainEnd(scan, at + 1);
  if (end === 0 || isUserInfo(scan, start) || isGitRemote(scan, end)) return;
  report(scan, { type: "EMAIL_ADDRESS", start, end, score: 1, rule: "email" });
}

/** Index after a domain with a dot and an alphabetic top level, or 0. */
function domainEnd(scan: Scan, start: number): number {
  const limit = Math.min(start + MAX_DOMAIN, scan.length);
  let end = start;
  while (end < limit && (isAlphanumericAt(scan, end) || scan.units[end] === 0x2e || scan.units[end] === 0x2d)) end++;
  while (end > start && !isAlphanumericAt(scan, end - 1)) end--;
  let dot = end - 1;
  while (dot > start && scan.units[dot] !== 0x2e) dot--;
  if (dot <= start || end - dot - 1 < MIN_TOP_LEVEL || !isAlphanumericAt(scan, start)) return 0;
  for (let index = dot + 1; index < end; index++) if (kindAt(scan, index) >= DIGIT) return 0;
  const domain = scan.text.slice(start, end);
  if (domain.includes("..")) return 0;
  return FILE_ENDINGS.has(scan.text.slice(dot + 1, end).toLowerCase()) ? 0 : end;
}

const MAX_USER_INFO = 100;

/** Whether the name stands in the user part of a URL: `https://user:secret@host`. */
function isUserInfo(scan: Scan, start: number): boolean {
  const limit = Math.max(0, start - MAX_USER_INFO);
  for (let index = start - 1; index > limit; index--) {
    const kind = kindAt(scan, index);
    if (kind > JOINER && kind !== COLON) return false;
    if (scan.units[index] === 0x2f) return scan.units[index - 1] === 0x2f && kindAt(scan, index - 2) === COLON;
  }
  return false;
}

/** `git@github.com:owner/repository` is the address of a repository. */
function isGitRemote(scan: Scan, end: number): boolean {
  return scan.units[end] === 0x3a && isAlphanumericAt(scan, end + 1) && kindAt(scan, end + 1) !== DIGIT;
}
