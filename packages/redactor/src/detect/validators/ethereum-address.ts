import { keccak256 } from "./keccak256.ts";

const HEX_DIGITS = 40;

/** 40 hexadecimal digits after 0x; when they mix cases, the cases must be the checksum of EIP-55. */
export function isEthereumAddress(address: string): boolean {
  const digits = address.slice(2);
  if (!address.startsWith("0x") || digits.length !== HEX_DIGITS || !/^[0-9a-fA-F]+$/.test(digits)) return false;
  const lower = digits.toLowerCase();
  return digits === lower || digits === digits.toUpperCase() || digits === checksumCase(lower);
}

function checksumCase(lower: string): string {
  const hash = keccak256(new TextEncoder().encode(lower));
  return Array.from(lower, (digit, index) => {
    const byte = hash[index >> 1] as number;
    const nibble = index % 2 === 0 ? byte >> 4 : byte & 15;
    return nibble > 7 ? digit.toUpperCase() : digit;
  }).join("");
}
