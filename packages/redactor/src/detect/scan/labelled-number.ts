import { isNhsNumber } from "../validators/uk-identifiers.ts";
import {
  isDriverLicense,
  isProviderIdentifier,
  isRoutingNumber,
  isSocialSecurityNumber,
  isTaxpayerNumber,
} from "../validators/us-identifiers.ts";
import * as Label from "./labels.ts";

/** What a label makes of a run of digits. */
export interface LabelledNumber {
  readonly type: string;
  readonly score: number;
  readonly rule: string;
}

/** A label and a length, no check digit. */
const LABEL_SCORE = 0.7;
/** A check digit is due and is wrong. */
const WRONG_CHECK_SCORE = 0.6;
const UNISSUED_SCORE = 0.5;
const BARE_SCORE = 0.95;

/** Digits of account numbers, and of medical record numbers. */
export const BANK_DIGITS = { min: 6, max: 17 };
export const RECORD_DIGITS = { min: 5, max: 12 };

/** What these digits are after this label, if anything. */
export function labelledNumber(label: number, digits: string): LabelledNumber | undefined {
  const count = digits.length;
  switch (label) {
    case Label.SSN:
      return count === 9 ? socialSecurity(digits) : undefined;
    case Label.ITIN:
      if (isTaxpayerNumber(digits)) return { type: "US_ITIN", score: BARE_SCORE, rule: "itin-bare" };
      return isSocialSecurityNumber(digits)
        ? { type: "US_SSN", score: WRONG_CHECK_SCORE, rule: "taxpayer-ssn" }
        : undefined;
    case Label.NPI:
      return count === 10
        ? { type: "US_NPI", score: isProviderIdentifier(digits) ? 1 : LABEL_SCORE, rule: "npi" }
        : undefined;
    case Label.NHS:
      return isNhsNumber(digits) ? { type: "UK_NHS", score: 1, rule: "nhs-bare" } : undefined;
    case Label.ROUTING:
      return count === 9
        ? { type: "ABA_ROUTING_NUMBER", score: isRoutingNumber(digits) ? 1 : WRONG_CHECK_SCORE, rule: "aba" }
        : undefined;
    case Label.BANK:
      return isWithin(count, BANK_DIGITS)
        ? { type: "US_BANK_NUMBER", score: LABEL_SCORE, rule: "bank-account" }
        : undefined;
    case Label.PASSPORT:
      return count === 8 || count === 9 ? { type: "US_PASSPORT", score: LABEL_SCORE, rule: "passport" } : undefined;
    case Label.LICENSE:
      return isDriverLicense(digits)
        ? { type: "US_DRIVER_LICENSE", score: LABEL_SCORE, rule: "driver-license" }
        : undefined;
    case Label.RECORD:
      return isWithin(count, RECORD_DIGITS)
        ? { type: "MEDICAL_RECORD_NUMBER", score: LABEL_SCORE, rule: "record-number" }
        : undefined;
    case Label.ZIP:
      return count === 5 ? { type: "ZIP_CODE", score: LABEL_SCORE, rule: "zip" } : undefined;
    default:
      return undefined;
  }
}

function socialSecurity(digits: string): LabelledNumber {
  if (isTaxpayerNumber(digits)) return { type: "US_ITIN", score: BARE_SCORE, rule: "itin-bare" };
  return { type: "US_SSN", score: isSocialSecurityNumber(digits) ? BARE_SCORE : UNISSUED_SCORE, rule: "ssn-bare" };
}

function isWithin(count: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return count >= min && count <= max;
}
