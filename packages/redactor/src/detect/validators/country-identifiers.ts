import { passesLuhn } from "./luhn.ts";

function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits.charCodeAt(index) - 48), 0);
}

const isDigits = (text: string, length: number): boolean => text.length === length && /^[0-9]+$/.test(text);
const isVaried = (digits: string): boolean => digits !== digits.charAt(0).repeat(digits.length);

/** Canadian Social Insurance Number: nine digits, Luhn, never beginning with 0 or 8. */
export function isCanadianInsuranceNumber(digits: string): boolean {
  return isDigits(digits, 9) && /^[1-79]/.test(digits) && passesLuhn(digits);
}

/** Australian Tax File Number: weights modulo 11 (ATO). */
export function isAustralianTaxFileNumber(digits: string): boolean {
  return isDigits(digits, 9) && isVaried(digits) && weightedSum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

/** Australian Business Number: one less on the first digit, weights modulo 89 (ABR). */
export function isAustralianBusinessNumber(digits: string): boolean {
  if (!isDigits(digits, 11) || digits.startsWith("0")) return false;
  return (weightedSum(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;
}

/** Australian Company Number: weights 8 to 1, complement of 10 (ASIC). */
export function isAustralianCompanyNumber(digits: string): boolean {
  if (!isDigits(digits, 9)) return false;
  return (10 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === digits.charCodeAt(8) - 48;
}

/** Australian Medicare card: first digit 2 to 6, ninth digit the check digit. */
export function isAustralianMedicareNumber(digits: string): boolean {
  if (!/^[2-6][0-9]{9,10}$/.test(digits)) return false;
  return weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digits.charCodeAt(8) - 48;
}

const VERHOEFF_MULTIPLICATION = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const VERHOEFF_PERMUTATION = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];

/** Indian Aadhaar: twelve digits, the first 2 to 9, Verhoeff check digit (UIDAI). */
export function isAadhaarNumber(digits: string): boolean {
  if (!/^[2-9][0-9]{11}$/.test(digits)) return false;
  let check = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const permuted = Number(VERHOEFF_PERMUTATION[index % 8]?.charAt(digit));
    check = Number(VERHOEFF_MULTIPLICATION[check]?.charAt(permuted));
  }
  return check === 0;
}

/** Indian Permanent Account Number: the fourth letter says who holds it. It has no public checksum. */
export function isIndianAccountNumber(text: string): boolean {
  return /^[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]$/.test(text);
}

const SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

/** Spanish DNI/NIF: eight digits and the letter of their remainder modulo 23. */
export function isSpanishTaxNumber(text: string): boolean {
  return /^[0-9]{8}[A-Z]$/.test(text) && SPANISH_LETTERS.charAt(Number(text.slice(0, 8)) % 23) === text.charAt(8);
}

/** Spanish number of a foreigner: X, Y, Z stand for 0, 1, 2. */
export function isSpanishForeignerNumber(text: string): boolean {
  return /^[XYZ][0-9]{7}[A-Z]$/.test(text) && isSpanishTaxNumber("XYZ".indexOf(text.charAt(0)) + text.slice(1));
}

const ITALIAN_ODD_VALUES = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/** Italian codice fiscale: 16 characters, the last a check letter modulo 26. */
export function isItalianFiscalCode(text: string): boolean {
  if (!/^[A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const code = text.charCodeAt(index);
    const value = code < 58 ? code - 48 : code - 65;
    sum += index % 2 === 0 ? (ITALIAN_ODD_VALUES[value] as number) : value;
  }
  return text.charCodeAt(15) - 65 === sum % 26;
}

/** German tax identification number: eleven digits, ISO 7064 MOD 11,10, no leading zero, one digit repeated. */
export function isGermanTaxNumber(digits: string): boolean {
  if (!isDigits(digits, 11) || digits.startsWith("0")) return false;
  const distinct = new Set(digits.slice(0, 10)).size;
  if (distinct !== 9 && distinct !== 8) return false;
  let product = 10;
  for (let index = 0; index < 10; index++) {
    const sum = (digits.charCodeAt(index) - 48 + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digits.charCodeAt(10) - 48;
}

/** Polish PESEL: eleven digits, weights 1 3 7 9. */
export function isPolishPersonalNumber(digits: string): boolean {
  if (!isDigits(digits, 11) || !isVaried(digits)) return false;
  return (10 - (weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digits.charCodeAt(10) - 48;
}

/** Singapore NRIC or FIN: prefix S T F G, seven digits, a check letter. */
export function isSingaporeIdentityNumber(text: string): boolean {
  if (!/^[STFG][0-9]{7}[A-Z]$/.test(text)) return false;
  const prefix = text.charAt(0);
  const sum = weightedSum(text.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (prefix === "T" || prefix === "G" ? 4 : 0);
  return (prefix < "S" ? "XWUTRQPNMLK" : "JZIHGFEDCBA").charAt(sum % 11) === text.charAt(8);
}

/** French NIR: 13 digits and the key 97 minus their remainder. Corsican departments (2A, 2B) are left out. */
export function isFrenchSecurityNumber(digits: string): boolean {
  if (!/^[12][0-9]{14}$/.test(digits)) return false;
  return 97 - (Number(digits.slice(0, 13)) % 97) === Number(digits.slice(13));
}

/** Dutch BSN: the "eleven test". */
export function isDutchServiceNumber(digits: string): boolean {
  return isDigits(digits, 9) && isVaried(digits) && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** Brazilian CPF: two check digits modulo 11. */
export function isBrazilianTaxNumber(digits: string): boolean {
  if (!isDigits(digits, 11) || !isVaried(digits)) return false;
  const check = (count: number): number => {
    const weights = Array.from({ length: count }, (_, index) => count + 1 - index);
    return ((weightedSum(digits, weights) * 10) % 11) % 10;
  };
  return check(9) === digits.charCodeAt(9) - 48 && check(10) === digits.charCodeAt(10) - 48;
}

/** Swedish personal number, ten digits: a month and day, and Luhn. */
export function isSwedishPersonalNumber(digits: string): boolean {
  return /^[0-9]{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278][0-9]|[39][01])[0-9]{4}$/.test(digits) && passesLuhn(digits);
}

const VIN_VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
};
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Vehicle identification number with the North American check digit (49 CFR 565). */
export function isVehicleNumber(text: string): boolean {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) return false;
  const sum = VIN_WEIGHTS.reduce((total, weight, index) => {
    const character = text.charAt(index);
    return total + weight * (VIN_VALUES[character] ?? Number(character));
  }, 0);
  return (sum % 11 === 10 ? "X" : String(sum % 11)) === text.charAt(8);
}
