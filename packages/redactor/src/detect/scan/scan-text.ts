import { mayHave } from "../../hash-filter.ts";
import type { Finding } from "../finding.ts";
import { beginningAt } from "../secrets/beginnings.ts";
import { AT, COLON, DIGIT, EQUALS, JOINER, KIND_OF_UNIT, LOWER, NEWLINE, OTHER, UPPER } from "./characters.ts";
import { mayBeHeader, readHeader } from "./column-table.ts";
import type { DigitGroups } from "./digit-groups.ts";
import { findEmailAddress } from "./email-address.ts";
import * as Label from "./labels.ts";
import { findMixedToken, findSpacedNationalInsurance } from "./mixed-token.ts";
import { findCiscoMacAddress, findIpv6, findMacAddress } from "./network-address.ts";
import { findNumber } from "./number.ts";
import { endLabelAtKey, readWord } from "./read-word.ts";
import type { Scan } from "./scan.ts";
import { createSecretSearch, findSecrets, SHORTEST_TOKEN } from "./secret.ts";
import { findCompoundStreet } from "./street-address.ts";
import { findUrl, findUrlPassword } from "./url-secret.ts";

/**
 * The one pass: reads words, tokens and runs of tokens, and asks at each the detectors that it may concern. Everything
 * that a detector reads around its place is bounded, so that the whole is linear.
 */
export function scanText(scan: Scan, groups: DigitGroups): Finding[] {
  const { units, length } = scan;
  // Locals for the two tables: an imported binding is looked up at each use, which costs a third of the speed here.
  const kinds = KIND_OF_UNIT;
  const filter = Label.WORD_FILTER;
  const secrets = createSecretSearch();
  const beginnings = secrets.index.beginnings;
  let previousWord = 0;
  let lineStart = 0;
  let index = 0;
  while (index < length) {
    let kind = kinds[units[index] as number] as number;
    if (kind > JOINER) {
      if (kind === NEWLINE) {
        endLine(scan, lineStart, index);
        lineStart = index + 1;
      } else if (kind > OTHER) readMark(scan, kind, index);
      index++;
      continue;
    }
    const runStart = index;
    let runDigits = 0;
    let hasBeginning = false;
    /** Letters after digits, capitals after small letters, anything after a joiner. */
    let changes = kind === JOINER ? 0 : -1;
    do {
      if (kind === JOINER) {
        kind = kinds[units[++index] as number] as number;
        continue;
      }
      const tokenStart = index;
      hasBeginning ||= mayHave(beginnings, beginningAt(units, index));
      let digits = 0;
      do {
        const partStart = index;
        changes++;
        if (kind === DIGIT) {
          do kind = kinds[units[++index] as number] as number;
          while (kind === DIGIT);
          digits += index - partStart;
          continue;
        }
        let hash = Label.HASH_SEED;
        while (kind === UPPER) {
          hash = Math.imul(hash ^ ((units[index] as number) | 0x20), Label.HASH_FACTOR);
          kind = kinds[units[++index] as number] as number;
        }
        while (kind === LOWER) {
          hash = Math.imul(hash ^ (units[index] as number), Label.HASH_FACTOR);
          kind = kinds[units[++index] as number] as number;
        }
        if (mayHave(filter, hash)) readWord(scan, hash, previousWord, partStart, index);
        if (index - partStart > 2) previousWord = hash;
      } while (kind <= DIGIT);
      if (digits > 0) {
        runDigits += digits;
        if (tokenStart >= scan.consumedUntil) readToken(scan, groups, tokenStart, index, digits);
      } else if (kind === OTHER) {
        if (kinds[units[index + 1] as number] === DIGIT && units[index] === 0x20) readLetters(scan, tokenStart, index);
      } else if (index - tokenStart <= LONGEST_HEX_GROUP) findHardwareAddress(scan, tokenStart, index);
    } while (kind <= JOINER);
    if (index - runStart >= SHORTEST_TOKEN || (runDigits > 1 && scan.label === Label.SECRET)) {
      secrets.digits = runDigits;
      secrets.changes = changes;
      secrets.hasBeginning = hasBeginning;
      findSecrets(scan, secrets, runStart, index);
    }
  }
  return scan.findings;
}

/** Punctuation that entities are built around. */
function readMark(scan: Scan, kind: number, index: number): void {
  if (kind === COLON) readColon(scan, index);
  else if (kind === EQUALS) endLabelAtKey(scan, index);
  else if (kind === AT && index >= scan.consumedUntil) findEmailAddress(scan, index);
}

/** Letters and digits between two separators of a MAC address, at most. */
const LONGEST_HEX_GROUP = 4;

/** A run of letters and digits, some of them digits, that nothing found before covers. */
function readToken(scan: Scan, groups: DigitGroups, start: number, end: number, digits: number): void {
  if (findHardwareAddress(scan, start, end)) return;
  if (digits === end - start) findNumber(scan, start, end, groups);
  else findMixedToken(scan, start, end);
}

/** Letters before a space and a digit: the first part of an insurance number, or of a street before its number. */
function readLetters(scan: Scan, start: number, end: number): void {
  if (start < scan.consumedUntil) return;
  if (end - start === 2) findSpacedNationalInsurance(scan, start);
  else findCompoundStreet(scan, start, end);
}

function findHardwareAddress(scan: Scan, start: number, end: number): boolean {
  const { units } = scan;
  if (start < scan.consumedUntil) return false;
  const length = end - start;
  const next = units[end];
  if (length === 2) return (next === 0x3a || next === 0x2d) && units[start + 5] === next && findMacAddress(scan, start);
  return length === LONGEST_HEX_GROUP && next === 0x2e && units[start + 9] === 0x2e && findCiscoMacAddress(scan, start);
}

function readColon(scan: Scan, index: number): void {
  const { units } = scan;
  if (units[index + 1] === 0x2f && units[index + 2] === 0x2f) {
    findUrlPassword(scan, index);
    if (scan.wants.has("URL")) findUrl(scan, index);
    return;
  }
  if (index >= scan.consumedUntil && mayBeIpv6(scan, index)) findIpv6(scan, index);
  endLabelAtKey(scan, index);
}

/** A colon of an IPv6 address stands beside another colon or a hexadecimal digit, on both sides. */
function mayBeIpv6(scan: Scan, index: number): boolean {
  return (
    isColonOrHex(scan.units[index + 1] as number) &&
    (index === 0 || isColonOrHex(scan.units[index - 1] as number) || scan.units[index + 1] === 0x3a)
  );
}

function isColonOrHex(unit: number): boolean {
  return (unit >= 48 && unit <= 58) || (unit >= 65 && unit <= 70) || (unit >= 97 && unit <= 102);
}

function endLine(scan: Scan, start: number, end: number): void {
  if (scan.labelValueEnd > 0) scan.label = Label.NONE;
  const table = scan.columns;
  if (
    table !== undefined &&
    (table.isSql ? scan.units[end - 1] === 0x3b : !hasUnit(scan, start, end, table.separator))
  ) {
    scan.columns = undefined;
  }
  if (scan.labelStart >= start && scan.columns === undefined && mayBeHeader(scan, start, end)) {
    scan.columns = readHeader(scan, start, end, false);
  }
}

function hasUnit(scan: Scan, start: number, end: number, unit: number): boolean {
  for (let index = start; index < end; index++) if (scan.units[index] === unit) return true;
  return false;
}
