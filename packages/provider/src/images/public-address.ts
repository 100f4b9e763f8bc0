import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that are not the public internet (IANA special-purpose registries, 2026-11), and one cloud's own service. */
const PRIVATE_IPV4: readonly [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // Azure's host, which answers its virtual machines alone.
  ["168.63.129.16", 32],
];
/** Within the public 2000::/3: protocol assignments with Teredo, documentation, and 6to4, which wraps an IPv4 address. */
const PRIVATE_IPV6: readonly [network: string, prefix: number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const privateIPv4 = new BlockList();
for (const [network, prefix] of PRIVATE_IPV4) privateIPv4.addSubnet(network, prefix, "ipv4");
const privateIPv6 = new BlockList();
for (const [network, prefix] of PRIVATE_IPV6) privateIPv6.addSubnet(network, prefix, "ipv6");
/** Outside it lie loopback, link-local, unique-local, multicast, mapped and translated IPv4 addresses. */
const publicIPv6 = new BlockList();
publicIPv6.addSubnet("2000::", 3, "ipv6");

/** Whether an address belongs to the public internet. Text that is no address does not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !privateIPv4.check(address, "ipv4");
    case 6:
      return publicIPv6.check(address, "ipv6") && !privateIPv6.check(address, "ipv6");
    default:
      return false;
  }
}

/** A host that is not on the public internet. */
export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";
  readonly code = "HUB_PRIVATE_ADDRESS";
}

/**
 * Resolves names as Node.js does, and refuses those with a private address. The connection is made to the very
 * addresses that were looked at, so that a name cannot mean another one a moment later.
 */
export function createPublicLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "");
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new PrivateAddressError("The host is not on the public internet."), "");
      }
      if (options.all) callback(null, addresses);
      else callback(null, addresses[0]?.address as string, addresses[0]?.family);
    });
  };
}
