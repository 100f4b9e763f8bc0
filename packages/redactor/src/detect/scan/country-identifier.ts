import * as Country from "../validators/country-identifiers.ts";
import { type DigitGroups, HYPHEN, joinGroups, SPACE } from "./digit-groups.ts";
import * as Label from "./labels.ts";
import { report, type Scan } from "./scan.ts";

interface CountryIdentifier {
  readonly type: string;
  readonly length: number;
  readonly isValid: (text: string) => boolean;
}

const NUMBERS: readonly CountryIdentifier[] = [
  { type: "CA_SIN", length: 9, isValid: Country.isCanadianInsuranceNumber },
  { type: "AU_TFN", length: 9, isValid: Country.isAustralianTaxFileNumber },
  { type: "AU_ACN", length: 9, isValid: Country.isAustralianCompanyNumber },
  { type: "NL_BSN", length: 9, isValid: Country.isDutchServiceNumber },
  { type: "AU_MEDICARE", length: 10, isValid: Country.isAustralianMedicareNumber },
  { type: "SE_PERSONNUMMER", length: 10, isValid: Country.isSwedishPersonalNumber },
  { type: "AU_ABN", length: 11, isValid: Country.isAustralianBusinessNumber },
  { type: "DE_TAX_ID", length: 11, isValid: Country.isGermanTaxNumber },
  { type: "PL_PESEL", length: 11, isValid: Country.isPolishPersonalNumber },
  { type: "BR_CPF", length: 11, isValid: Country.isBrazilianTaxNumber },
  { type: "IN_AADHAAR", length: 12, isValid: Country.isAadhaarNumber },
  { type: "FR_NIR", length: 15, isValid: Country.isFrenchSecurityNumber },
];

const CODES: readonly CountryIdentifier[] = [
  { type: "ES_NIF", length: 9, isValid: Country.isSpanishTaxNumber },
  { type: "ES_NIE", length: 9, isValid: Country.isSpanishForeignerNumber },
  { type: "SG_NRIC_FIN", length: 9, isValid: Country.isSingaporeIdentityNumber },
  { type: "IN_PAN", length: 10, isValid: Country.isIndianAccountNumber },
  { type: "IT_FISCAL_CODE", length: 16, isValid: Country.isItalianFiscalCode },
  { type: "VIN", length: 17, isValid: Country.isVehicleNumber },
];

/** A number of a country pack, of `most` groups at most: all digits, so a label is needed beside the check digit. */
export function findCountryNumber(scan: Scan, groups: DigitGroups, label: number, most = groups.count): boolean {
  if (label !== Label.COUNTRY_ID && label !== Label.MBI) return false;
  let count = 1;
  while (count < most && isJoint(groups, count)) count++;
  for (; count > 0; count--) {
    const digits = joinGroups(scan, groups, count);
    for (const { type, length, isValid } of NUMBERS) {
      if (digits.length !== length || !scan.wants.has(type) || !isValid(digits)) continue;
      const [start, end] = [groups.starts[0] as number, groups.ends[count - 1] as number];
      report(scan, { type, start, end, score: 1, rule: "country-number" });
      return true;
    }
  }
  return false;
}

/** Whether this group goes on with the number before it: `123.456.789-09` mixes dots and a hyphen. */
function isJoint(groups: DigitGroups, index: number): boolean {
  const separator = groups.separators[index - 1] as number;
  return separator === groups.separators[0] || separator === HYPHEN || separator === SPACE;
}

/** A code of a country pack in `[start, end)`: letters and digits, with a check letter, so no label is needed. */
export function findCountryCode(scan: Scan, start: number, end: number, label: number): boolean {
  for (const { type, length, isValid } of CODES) {
    if (length !== end - start || !scan.wants.has(type)) continue;
    if (!isValid(scan.text.slice(start, end).toUpperCase())) continue;
    report(scan, { type, start, end, score: label === Label.COUNTRY_ID ? 1 : 0.75, rule: "country-code" });
    return true;
  }
  return false;
}
