import { isBase58CheckAddress, RIPPLE_ALPHABET } from "../validators/base58.ts";
import { isBech32 } from "../validators/bech32.ts";
import { isEthereumAddress } from "../validators/ethereum-address.ts";
import { ibanLength, isIban } from "../validators/iban.ts";
import { isNationalInsuranceNumber } from "../validators/uk-identifiers.ts";
import { isBeneficiaryIdentifier, isDeaRegistration, isDriverLicense } from "../validators/us-identifiers.ts";
import { UPPER } from "./characters.ts";
import { findCountryCode } from "./country-identifier.ts";
import * as Label from "./labels.ts";
import { isAllDigits, kindAt, labelBefore, readCompact, report, type Scan } from "./scan.ts";

const LABEL_SCORE = 0.7;
const NINO_LENGTH = 9;
const MBI_LENGTH = 11;
const LONGEST_ADDRESS = 90;
const SHORTEST_ADDRESS = 26;
const HYPHEN = 0x2d;

/** Whatever entity begins with the token in `[start, end)`, which mixes letters and digits. */
export function findMixedToken(scan: Scan, start: number, end: number): void {
  const length = end - start;
  if (start > 0 && scan.units[start - 1] === 0x5f) return;
  if (length > LONGEST_ADDRESS) return;
  if (findIban(scan, start)) return;
  if (length >= SHORTEST_ADDRESS) {
    findCryptoAddress(scan, start, end);
    return;
  }
  if (length > 20) return;
  const label = labelBefore(scan, start);
  if (findNationalInsurance(scan, start, label) || findBeneficiary(scan, start, end, label)) return;
  if (label === Label.VERSION) return;
  if (isTail(scan, start) && label !== Label.RECORD && label !== Label.LICENSE) return;
  if (length === 9 && findDea(scan, start, end, label)) return;
  if (findLabelled(scan, start, end, label)) return;
  if (label !== Label.NEUTRAL) findCountryCode(scan, start, end, label);
}

/** Whether the token goes on from one before it: `3f2a-AB123456`. */
function isTail(scan: Scan, start: number): boolean {
  return start > 1 && scan.units[start - 1] === HYPHEN && kindAt(scan, start - 2) <= UPPER;
}

/** An IBAN that begins at this index: country, check digits, and groups with or without spaces. */
function findIban(scan: Scan, start: number): boolean {
  if (kindAt(scan, start) > UPPER || kindAt(scan, start + 1) > UPPER || kindAt(scan, start + 2) <= UPPER) return false;
  const length = ibanLength(scan.text.slice(start, start + 2).toUpperCase());
  if (length === undefined) return false;
  const compact = readCompact(scan, start, length);
  if (compact === undefined || !/^[A-Z]{2}[0-9]{2}/.test(compact.text)) return false;
  const isValid = isIban(compact.text);
  if (!isValid && labelBefore(scan, start) !== Label.IBAN) return false;
  report(scan, { type: "IBAN_CODE", start, end: compact.end, score: isValid ? 1 : 0.5, rule: "iban" });
  return true;
}

/** Groups of two, divided alike or not at all. */
const NINO_GROUPS = /^[A-Z]{2}([ -]?)[0-9]{2}(?:\1[0-9]{2}){2}[ -]?[A-D]$/i;

function findNationalInsurance(scan: Scan, start: number, label: number): boolean {
  if (kindAt(scan, start) > UPPER || kindAt(scan, start + 1) > UPPER) return false;
  const compact = readCompact(scan, start, NINO_LENGTH);
  if (compact === undefined || !isNationalInsuranceNumber(compact.text)) return false;
  if (!NINO_GROUPS.test(scan.text.slice(start, compact.end))) return false;
  const isLabelled = label === Label.NINO;
  // Part numbers and hexadecimal text look the same in lower case or after a hyphen.
  if (
    !isLabelled &&
    (label === Label.NEUTRAL || isTail(scan, start) || /[a-z]/.test(scan.text.slice(start, start + 2)))
  )
    return false;
  report(scan, { type: "UK_NINO", start, end: compact.end, score: isLabelled ? 1 : 0.7, rule: "nino" });
  return true;
}

/** Two letters by themselves, before a space or hyphen and digits: `AB 12 34 56 C`. */
export function findSpacedNationalInsurance(scan: Scan, start: number): void {
  findNationalInsurance(scan, start, labelBefore(scan, start));
}

function findBeneficiary(scan: Scan, start: number, end: number, label: number): boolean {
  const isSplit = scan.units[end] === HYPHEN && end - start === 4;
  if (end - start !== MBI_LENGTH && !isSplit) return false;
  const compact = readCompact(scan, start, MBI_LENGTH);
  if (compact === undefined || !isBeneficiaryIdentifier(compact.text)) return false;
  const isLabelled = label === Label.MBI;
  if (!isLabelled && (label === Label.NEUTRAL || /[a-z]/.test(scan.text.slice(start, compact.end)))) return false;
  report(scan, { type: "US_MBI", start, end: compact.end, score: isLabelled ? 1 : 0.75, rule: "mbi" });
  return true;
}

/** Below every preset but the strict one: a tenth of all part numbers of this shape have a valid check digit. */
const UNLABELLED_DEA_SCORE = 0.45;

function findDea(scan: Scan, start: number, end: number, label: number): boolean {
  const text = scan.text.slice(start, end).toUpperCase();
  const isLabelled = label === Label.DEA;
  const isShaped = /^[A-Z][A-Z9][0-9]{7}$/.test(text);
  if (!isShaped || (!isLabelled && label !== Label.NONE)) return false;
  const isValid = isDeaRegistration(text);
  if (!isLabelled && !isValid) return false;
  const score = isValid ? (isLabelled ? 1 : UNLABELLED_DEA_SCORE) : 0.5;
  report(scan, { type: "MEDICAL_LICENSE", kind: "dea", start, end, score, rule: "dea" });
  return isLabelled;
}

/** Identifiers that only a label tells from a part number. */
function findLabelled(scan: Scan, start: number, end: number, label: number): boolean {
  const text = scan.text.slice(start, end).toUpperCase();
  const add = (type: string, rule: string, to = end): true => {
    report(scan, { type, start, end: to, score: LABEL_SCORE, rule });
    return true;
  };
  switch (label) {
    case Label.PASSPORT:
      return /^[A-Z]{1,2}[0-9]{6,8}$/.test(text) || /^[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}$/.test(text)
        ? add("US_PASSPORT", "passport-code")
        : false;
    case Label.LICENSE:
      return findLicense(scan, end, text, add);
    case Label.RECORD:
      // Lower case is that of hexadecimal text: charts and commits are spoken of in one breath.
      if (/[a-z]/.test(scan.text.slice(start, end)) || !/[0-9]{3}/.test(text)) return false;
      return text.length >= 5 && text.length <= 12 ? add("MEDICAL_RECORD_NUMBER", "record-code") : false;
    default:
      return false;
  }
}

const LONGEST_LICENSE = 17;

/** A licence in one piece, or in groups with hyphens: `D123-4567-8901`. */
function findLicense(
  scan: Scan,
  end: number,
  text: string,
  add: (type: string, rule: string, to?: number) => true,
): boolean {
  let to = end;
  let compact = text;
  while (scan.units[to] === HYPHEN && kindAt(scan, to + 1) <= 2 && compact.length < LONGEST_LICENSE) {
    const from = ++to;
    while (kindAt(scan, to) <= 2 && to - from < LONGEST_LICENSE) to++;
    compact += scan.text.slice(from, to).toUpperCase();
  }
  if (/^(?=.*[a-f].*[a-f])[a-f0-9]+$/.test(scan.text.slice(end - text.length, end))) return false;
  return isDriverLicense(compact) ? add("US_DRIVER_LICENSE", "driver-license-code", to) : false;
}

/** First characters of base58check addresses, and whose they are. */
const BASE58_KINDS: Readonly<Record<string, string>> = {
  "1": "bitcoin",
  "3": "bitcoin",
  m: "bitcoin-testnet",
  n: "bitcoin-testnet",
  "2": "bitcoin-testnet",
  L: "litecoin",
  M: "litecoin",
  D: "dogecoin",
  T: "tron",
  r: "ripple",
  X: "dash",
  t: "zcash",
  A: "dogecoin",
  "9": "dogecoin",
};
const BECH32_PREFIX = /^(bc|tb|ltc|bcrt|addr)1/i;

function findCryptoAddress(scan: Scan, start: number, end: number): void {
  const address = scan.text.slice(start, end);
  const kind = cryptoKind(address);
  if (kind !== undefined) report(scan, { type: "CRYPTO", kind, start, end, score: 1, rule: `crypto-${kind}` });
}

function cryptoKind(address: string): string | undefined {
  if (address.startsWith("0x")) return isEthereumAddress(address) ? "ethereum" : undefined;
  if (BECH32_PREFIX.test(address))
    return isBech32(address) ? (/^ltc/i.test(address) ? "litecoin" : "bitcoin") : undefined;
  if (address.length > 35 || isAllDigits(address)) return undefined;
  const kind = BASE58_KINDS[address.charAt(0)];
  if (kind === undefined) return undefined;
  return isBase58CheckAddress(address, kind === "ripple" ? RIPPLE_ALPHABET : undefined) ? kind : undefined;
}
