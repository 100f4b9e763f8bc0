import { sha256 } from "./sha256.ts";

/** Bitcoin's alphabet: no 0, O, I or l. */
const BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** The XRP Ledger's order of the same letters. */
export const RIPPLE_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

const CHECKSUM_BYTES = 4;
/** Version byte, 20 bytes of hash, checksum. */
const ADDRESS_BYTES = 25;

/** Whether this is a base58check address: 21 bytes and the first 4 bytes of their double SHA-256. */
export function isBase58CheckAddress(address: string, alphabet: string = BITCOIN_ALPHABET): boolean {
  const bytes = decodeBase58(address, alphabet);
  if (bytes?.length !== ADDRESS_BYTES) return false;
  const digest = sha256(sha256(bytes.subarray(0, ADDRESS_BYTES - CHECKSUM_BYTES)));
  return bytes.subarray(ADDRESS_BYTES - CHECKSUM_BYTES).every((byte, index) => byte === digest[index]);
}

function decodeBase58(text: string, alphabet: string): Uint8Array | undefined {
  let number = 0n;
  for (let index = 0; index < text.length; index++) {
    const value = alphabet.indexOf(text.charAt(index));
    if (value < 0) return undefined;
    number = number * 58n + BigInt(value);
  }
  const bytes: number[] = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 0xffn));
  for (let index = 0; index < text.length && text.charAt(index) === alphabet.charAt(0); index++) bytes.unshift(0);
  return Uint8Array.from(bytes);
}
