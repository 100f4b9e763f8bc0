/** Prefixes that HMRC does not give out (National Insurance Manual NIM39110). */
const UNUSED_PREFIXES = new Set(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"]);

/** Two letters, six digits and a suffix A to D. Upper case, no spaces. */
export function isNationalInsuranceNumber(text: string): boolean {
  return /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$/.test(text) && !UNUSED_PREFIXES.has(text.slice(0, 2));
}

/** Ten digits, the last a check digit modulo 11 (NHS Data Dictionary). */
export function isNhsNumber(digits: string): boolean {
  if (digits.length !== 10) return false;
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += (digits.charCodeAt(index) - 48) * (10 - index);
  return (11 - (sum % 11)) % 11 === digits.charCodeAt(9) - 48;
}
