import { passesLuhn } from "./luhn.ts";

/** Nine digits that the Social Security Administration could have issued: no reserved area, group or serial. */
export function isSocialSecurityNumber(digits: string): boolean {
  const area = digits.slice(0, 3);
  if (digits.length !== 9 || area === "000" || area === "666" || area.startsWith("9")) return false;
  return digits.slice(3, 5) !== "00" && digits.slice(5) !== "0000" && !isOneDigitRepeated(digits);
}

/** Nine digits of an Individual Taxpayer Identification Number: 9xx, and a fourth and fifth digit that the IRS uses. */
export function isTaxpayerNumber(digits: string): boolean {
  if (digits.length !== 9 || !digits.startsWith("9")) return false;
  const group = Number(digits.slice(3, 5));
  return (
    (group >= 50 && group <= 65) ||
    (group >= 70 && group <= 88) ||
    (group >= 90 && group <= 92) ||
    (group >= 94 && group <= 99)
  );
}

/** The prefix that CMS puts before an NPI when it computes the check digit: health industry (80), USA (840). */
const NPI_ISSUER = "80840";

/** Ten digits of a National Provider Identifier, check digit included. */
export function isProviderIdentifier(digits: string): boolean {
  return digits.length === 10 && /^[12]/.test(digits) && passesLuhn(NPI_ISSUER + digits);
}

/** Positions of the Medicare Beneficiary Identifier, CMS 2018: C 1-9, N 0-9, A a letter other than S L O I B Z. */
const BENEFICIARY =
  /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}$/;

/** Eleven characters of a Medicare Beneficiary Identifier, upper case, without dashes. */
export function isBeneficiaryIdentifier(text: string): boolean {
  return BENEFICIARY.test(text);
}

/** A DEA registration: registrant type, initial (or 9), six digits, and a check digit. Upper case. */
export function isDeaRegistration(text: string): boolean {
  if (!/^[ABCDEFGHJKLMPRSTUX][A-Z9][0-9]{7}$/.test(text)) return false;
  const digit = (index: number): number => text.charCodeAt(index + 2) - 48;
  return (digit(0) + digit(2) + digit(4) + 2 * (digit(1) + digit(3) + digit(5))) % 10 === digit(6);
}

/** Nine digits of an ABA routing transit number: a Federal Reserve prefix, and weights 3, 7, 1 modulo 10. */
export function isRoutingNumber(digits: string): boolean {
  if (digits.length !== 9) return false;
  const prefix = Number(digits.slice(0, 2));
  const known =
    (prefix >= 1 && prefix <= 12) || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += (digits.charCodeAt(index) - 48) * ([3, 7, 1][index % 3] as number);
  return known && sum % 10 === 0;
}

/** The nine digits of a routing number are never all alike, nor those of any other identifier here. */
export function isOneDigitRepeated(digits: string): boolean {
  return digits === digits.charAt(0).repeat(digits.length);
}

/** Shapes of driver licence numbers that the states publish: L letters, D digits, lengths as `min-max`. */
const LICENSE_SHAPES: readonly RegExp[] = [
  /^[0-9]{7,14}$/, // AL AK AR CT DE GA ID IA ME MS NC ND NM NV NY OK OR PA SC TN TX UT WY
  /^[A-Z][0-9]{3,14}$/, // AZ CA FL HI IL IN KS KY LA MD MA MI MN MO NE NJ OH VA WI
  /^[A-Z][0-9]{18}$/, // NY
  /^[A-Z]{2}[0-9]{2,7}[A-Z]?$/, // DC OH NV ID
  /^[A-Z]{3}[0-9]{6}$/, // ND
  /^[0-9]{2}[A-Z]{3}[0-9]{5}$/, // NH
  /^[0-9]{3}[A-Z]{2}[0-9]{4}$/, // MO
  /^[0-9]{7,9}[A-Z]$/, // VT MO MT
  /^[A-Z][0-9][A-Z][0-9][A-Z]$/, // KS
  /^[A-Z]{1,7}[A-Z0-9*]{4,10}[0-9]{1,3}[A-Z]{0,2}$/, // WA
];

/** Whether some state of the USA gives driver licences numbers of this shape. Upper case, no separators. */
export function isDriverLicense(text: string): boolean {
  return /[0-9]{2}/.test(text) && text.length <= 19 && LICENSE_SHAPES.some((shape) => shape.test(text));
}
