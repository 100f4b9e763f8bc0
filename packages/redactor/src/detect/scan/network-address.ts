import { isIpv4, isIpv6, isPrivateAddress } from "../validators/ip-address.ts";
import { DIGIT, JOINER, KIND_OF_UNIT } from "./characters.ts";
import { IP, MAC, NEUTRAL, VERSION } from "./labels.ts";
import { isAlphanumericAt, kindAt, labelBefore, report, type Scan, standsAlone } from "./scan.ts";

const DOT = 0x2e;
const COLON_UNIT = 0x3a;
const HYPHEN = 0x2d;
const MAX_IPV6 = 45;
const MAC_LENGTH = 17;
const CISCO_LENGTH = 14;
/** Roots of object identifiers (ITU-T X.660) that certificates are full of. */
const OBJECT_IDENTIFIER = /^(?:2\.5\.(?:4|8|29)|1\.3\.(?:6|14|36|132))\./;

/** Parts of versions and of section numbers are small; those of addresses hardly ever all. */
const SMALL_CHAPTER = 40;
const SMALL_OCTET = 20;

function isHexAt(scan: Scan, index: number): boolean {
  const unit = scan.units[index] as number;
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 70) || (unit >= 97 && unit <= 102);
}

/** An IPv4 address in `[start, end)`, which holds four groups of digits. */
export function findIpv4(scan: Scan, start: number, end: number): boolean {
  if (scan.units[end] === DOT && isAlphanumericAt(scan, end + 1)) return false;
  const follows = kindAt(scan, end) === JOINER && isAlphanumericAt(scan, end + 1);
  if (follows && scan.units[end] !== 0x2f) return false;
  const address = scan.text.slice(start, end);
  if (!isIpv4(address)) return false;
  const label = labelBefore(scan, start);
  if (label === VERSION || (label === NEUTRAL && start - scan.labelEnd < 4)) return false;
  if (scan.skipPrivateIps && isPrivateAddress(address)) return false;
  const octets = address.split(".").map(Number);
  const isRepeated = octets.every((octet) => octet === octets[0]);
  const looksLikeVersion =
    !isRepeated &&
    octets[0] !== 10 &&
    (octets[0] ?? 0) < SMALL_CHAPTER &&
    octets.slice(1).every((octet) => octet < SMALL_OCTET);
  if ((looksLikeVersion || OBJECT_IDENTIFIER.test(address)) && label !== IP) return false;
  report(scan, { type: "IP_ADDRESS", kind: "ipv4", start, end, score: label === IP ? 1 : 0.95, rule: "ipv4" });
  return true;
}

/** The addresses of all devices and of none. */
const NOBODY_MAC = /^(?:ff[:-]){5}ff$|^(?:00[:-]){5}00$/i;

/** A MAC address of six pairs that begins at this index: `00:1a:2b:3c:4d:5e`, `00-1A-2B-3C-4D-5E`. */
export function findMacAddress(scan: Scan, start: number): boolean {
  const separator = scan.units[start + 2];
  if (separator !== COLON_UNIT && separator !== HYPHEN) return false;
  for (let pair = 0; pair < 6; pair++) {
    const index = start + pair * 3;
    if (!isHexAt(scan, index) || !isHexAt(scan, index + 1)) return false;
    if (pair < 5 && scan.units[index + 2] !== separator) return false;
  }
  const end = start + MAC_LENGTH;
  if (NOBODY_MAC.test(scan.text.slice(start, end))) return false;
  if (!standsAlone(scan, start, end) || (scan.units[end] === separator && isHexAt(scan, end + 1))) return false;
  if (start > 0 && scan.units[start - 1] === separator) return false;
  report(scan, { type: "MAC_ADDRESS", start, end, score: 1, rule: "mac" });
  return true;
}

/** A MAC address as Cisco writes it, `001a.2b3c.4d5e`; it needs a digit or a label, lest words pass. */
export function findCiscoMacAddress(scan: Scan, start: number): boolean {
  let digits = 0;
  for (let index = 0; index < CISCO_LENGTH; index++) {
    const isSeparator = index === 4 || index === 9;
    if (isSeparator ? scan.units[start + index] !== DOT : !isHexAt(scan, start + index)) return false;
    if (kindAt(scan, start + index) === DIGIT) digits++;
  }
  const end = start + CISCO_LENGTH;
  if (!standsAlone(scan, start, end) || (scan.units[end] === DOT && isAlphanumericAt(scan, end + 1))) return false;
  const label = labelBefore(scan, start);
  if (label !== MAC && (digits === 0 || digits === 12)) return false;
  report(scan, { type: "MAC_ADDRESS", start, end, score: 1, rule: "mac-cisco" });
  return true;
}

/** An IPv6 address whose first colon stands at this index. */
export function findIpv6(scan: Scan, colon: number): void {
  const { units } = scan;
  if (colon < scan.colonsReadUntil || (units[colon + 1] === COLON_UNIT && units[colon + 2] === COLON_UNIT)) return;
  let start = colon;
  while (start > scan.consumedUntil && colon - start < 5 && isHexAt(scan, start - 1)) start--;
  const limit = Math.min(start + MAX_IPV6 + 1, scan.length);
  let end = start;
  let hasDigit = false;
  let colons = 0;
  for (; end < limit; end++) {
    const unit = scan.units[end] as number;
    if (unit === COLON_UNIT) colons++;
    else if (!isHexAt(scan, end) && unit !== DOT) break;
    if (KIND_OF_UNIT[unit] === DIGIT) hasDigit = true;
  }
  while (
    end > start &&
    (scan.units[end - 1] === DOT || (scan.units[end - 1] === COLON_UNIT && scan.units[end - 2] !== COLON_UNIT))
  )
    end--;
  if (!standsAlone(scan, start, end)) return;
  scan.colonsReadUntil = end;
  if (colons < 2 || end - start < 3) return;
  if (start > 0 && scan.units[start - 1] === COLON_UNIT) return;
  const address = scan.text.slice(start, end);
  if (!isIpv6(address)) return;
  const label = labelBefore(scan, start);
  const isFull = !address.includes("::");
  if (!isFull && label !== IP && (!hasDigit || address.length < 7 || !/^[0-9a-f]*[0-9]|^::ffff/i.test(address))) return;
  if (scan.skipPrivateIps && isPrivateAddress(address)) return;
  report(scan, { type: "IP_ADDRESS", kind: "ipv6", start, end, score: isFull ? 1 : 0.9, rule: "ipv6" });
}
