const ZERO = 0x30;
const DOT_FROM_ZERO = 0x2e - ZERO;

/** Four octets without leading zeros. */
export function isIpv4(text: string): boolean {
  let octets = 1;
  let octet = -1;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit === DOT_FROM_ZERO) {
      if (octet < 0 || octets === 4) return false;
      octets++;
      octet = -1;
    } else {
      if (digit < 0 || digit > 9 || octet === 0) return false;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return false;
    }
  }
  return octets === 4 && octet >= 0;
}

/** RFC 4291 §2.2: eight groups, `::` once for the zeros, the last two groups possibly an IPv4 address. No zone. */
export function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const isMapped = last.includes(".");
  if (isMapped && !isIpv4(last)) return false;
  const hexadecimal = isMapped ? groups.slice(0, -1) : groups;
  if (!hexadecimal.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = hexadecimal.length + (isMapped ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/**
 * Addresses that name nobody outside: RFC 1918, loopback, link-local, unique local, unspecified, multicast, shared
 * (RFC 6598), those of whole networks, and IPv6 forms of all these.
 */
export function isPrivateAddress(address: string): boolean {
  if (address.includes(":")) {
    const mapped = /[0-9]+(?:\.[0-9]+){3}$/.exec(address);
    return mapped === null ? /^(?:::1?$|f[cdf]|fe[89ab])|::$/i.test(address) : isPrivateAddress(mapped[0]);
  }
  const [first = 0, second = 0, , last = 0] = address.split(".").map(Number);
  return (
    first === 10 ||
    first === 127 ||
    first === 0 ||
    first >= 224 ||
    last === 0 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127)
  );
}
