const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32 = 1;
const BECH32M = 0x2bc830a3;
const MAX_LENGTH = 90;
const CHECKSUM_LENGTH = 6;

/** Whether this is a bech32 (BIP 173) or bech32m (BIP 350) string: one case, and a valid checksum. */
export function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  if (text.length > MAX_LENGTH || (text !== lower && text !== text.toUpperCase())) return false;
  const separator = lower.lastIndexOf("1");
  if (separator < 1 || lower.length - separator <= CHECKSUM_LENGTH) return false;
  const values: number[] = [];
  for (let index = 0; index < separator; index++) values.push(lower.charCodeAt(index) >> 5);
  values.push(0);
  for (let index = 0; index < separator; index++) values.push(lower.charCodeAt(index) & 31);
  for (let index = separator + 1; index < lower.length; index++) {
    const value = ALPHABET.indexOf(lower.charAt(index));
    if (value < 0) return false;
    values.push(value);
  }
  const remainder = polymod(values);
  return remainder === BECH32 || remainder === BECH32M;
}

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATOR.entries()) {
      if ((top >> bit) & 1) checksum ^= generator;
    }
  }
  return checksum >>> 0;
}
