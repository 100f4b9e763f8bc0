import { DIGIT } from "./characters.ts";
import { readSqlColumns } from "./column-table.ts";
import { findCommandPassword } from "./command-password.ts";
import { findNamedDate } from "./date-of-birth.ts";
import * as Label from "./labels.ts";
import { findPassword } from "./password.ts";
import { findPrivateKey } from "./private-key.ts";
import { kindAt, labelBefore, type Scan } from "./scan.ts";
import {
  findMilitaryAddress,
  findPostBox,
  findStreetByPrefix,
  findStreetBySuffix,
  findStreetByUnit,
} from "./street-address.ts";

/** Letters that a number may begin with are no label: `PW505850`. */
const LONGEST_SERIES = 2;

/** A word that may be in the vocabulary: sets the label, or asks the detector that the word stands for. */
export function readWord(scan: Scan, hash: number, previous: number, start: number, end: number): void {
  const label = Label.labelOf(hash, end - start, previous);
  if (end - start <= LONGEST_SERIES && kindAt(scan, end) === DIGIT) return;
  switch (label) {
    case Label.NONE:
      return;
    case Label.MONTH:
      if (start >= scan.consumedUntil) findNamedDate(scan, start, end, labelBefore(scan, start));
      return;
    case Label.STREET_SUFFIX:
      if (start >= scan.consumedUntil) findStreetBySuffix(scan, start, end);
      return;
    case Label.STREET_PREFIX:
      if (start >= scan.consumedUntil) findStreetByPrefix(scan, start, end);
      return;
    case Label.UNIT:
      if (start >= scan.consumedUntil) findStreetByUnit(scan, start, end);
      return;
    case Label.MILITARY_POST:
      findMilitaryAddress(scan, start, end);
      return;
    case Label.POST_BOX:
      findPostBox(scan, start, end);
      return;
    case Label.BEGIN:
      findPrivateKey(scan, start);
      return;
    case Label.VALUES:
      scan.columns = readSqlColumns(scan, start) ?? scan.columns;
      return;
    case Label.QUALIFIER:
      if (start - scan.labelEnd > 2) setLabel(scan, Label.NEUTRAL, start, end);
      return;
    case Label.CHART:
      if (CHART_NUMBER.test(scan.text.slice(end, end + CHART_REACH))) setLabel(scan, Label.RECORD, start, end);
      return;
    case Label.ANY_LICENSE:
      if (LICENSE_NUMBER.test(scan.text.slice(end, end + LICENSE_REACH))) setLabel(scan, Label.LICENSE, start, end);
      return;
    case Label.COMMAND:
      if (start >= scan.consumedUntil) findCommandPassword(scan, end);
      return;
    case Label.DATE:
      // "birth date", "birthDate": the date is that of the birth.
      if (scan.label !== Label.BIRTH || start - scan.labelEnd > 2) setLabel(scan, label, start, end);
      return;
    case Label.PASSWORD:
      setLabel(scan, label, start, end);
      if (start >= scan.consumedUntil) findPassword(scan, start, end);
      return;
    default:
      setLabel(scan, label, start, end);
  }
}

/** `license was D1234567`, `licence no. 12345678`; versions and years are shorter. */
const LICENSE_NUMBER =
  /^(?:\s(?:#|number|no\.?|num|id))?\s?(?:(?:is|was)\b)?[:#\s]{0,3}(?=[A-Z0-9-]{0,12}[0-9]{3})(?:[A-Z]{1,3}-?[0-9]{2}|[0-9]{7})/i;
const LICENSE_REACH = 40;
const CHART_NUMBER = /^(?:\s?(?:#|number|no\.?|id))?[:#\s]{0,3}[A-Z]{0,3}-?[0-9]{4}/i;
const CHART_REACH = 24;

function setLabel(scan: Scan, label: number, start: number, end: number): void {
  scan.label = label;
  scan.labelStart = start;
  scan.labelEnd = end;
  scan.labelValueEnd = 0;
}

/** Longest name of a key that the search for its beginning goes through. */
const LONGEST_KEY = 32;
const KEY_ENDS = new Set(Array.from("\n,;{}[]|&?", (character) => character.charCodeAt(0)));

/** A key of another name ends the reach of the label before it: in `"ssn": "...", "total": 123456789` the total is none. */
export function endLabelAtKey(scan: Scan, index: number): void {
  if (scan.label === Label.NONE) return;
  const limit = Math.max(0, index - LONGEST_KEY, scan.labelEnd);
  for (let place = index - 1; place >= limit; place--) {
    if (!KEY_ENDS.has(scan.units[place] as number)) continue;
    scan.label = Label.NONE;
    return;
  }
  if (index - scan.labelEnd > LONGEST_KEY) scan.label = Label.NONE;
}
