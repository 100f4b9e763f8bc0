import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks that are not the public internet: IANA's special-purpose registries, 2026-11, and Azure's own service. */
const RESERVED_IPV4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
  "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
/** Teredo and other assignments, documentation, 6to4: within 2000::/3, outside which nothing is public. */
const RESERVED_IPV6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20";

const reservedIpv4 = networks(RESERVED_IPV4);
const reservedIpv6 = networks(RESERVED_IPV6);
const globalIpv6 = networks("2000::/3");
const loopbackIpv4 = networks("127.0.0.0/8");
const loopbackIpv6 = networks("::1/128");

/** Lists of one family each: one of both would take an address of version 4 that is wrapped in version 6. */
function networks(subnets: string): BlockList {
  const list = new BlockList();
  for (const subnet of subnets.split(" ")) {
    const [address, prefix] = subnet.split("/") as [string, string];
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** Whether an address belongs to the public internet. Text that is no address does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !reservedIpv4.check(address, "ipv4");
  return family === 6 && globalIpv6.check(address, "ipv6") && !reservedIpv6.check(address, "ipv6");
}

/** Whether an address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return loopbackIpv4.check(address, "ipv4");
  return family === 6 && loopbackIpv6.check(address, "ipv6");
}

/** The code of errors about hosts that are where no webhook may go. */
export const PRIVATE_ADDRESS = "HUB_PRIVATE_ADDRESS";

/**
 * A lookup that lets through names all of whose addresses are allowed. The connection is made to the very addresses
 * that were looked at: a name cannot mean another one a moment later.
 */
export function createGuardedLookup(
  isAllowed: (address: string) => boolean,
  resolve: typeof lookup = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) callback(error, "");
      else if (addresses.length === 0 || !addresses.every(({ address }) => isAllowed(address))) {
        callback(Object.assign(new Error("The host is at a private address."), { code: PRIVATE_ADDRESS }), "");
      } else if (options.all) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
    });
  };
}
