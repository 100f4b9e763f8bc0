import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** Most of `x-forwarded-for` that is looked at, in characters, from its end. */
const MAX_LIST_LENGTH = 2_048;

/**
 * Names the client of a request: its IPv4 address, or the /64 network of its IPv6 address, all of which one subscriber
 * has.
 *
 * @param trustedProxies how many proxies stand in front of the gateway. Each adds to `x-forwarded-for` whom it was asked
 * by, so that only what those have added is believed. 0: nothing in that header is.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
  trustedProxies: number,
): string {
  const remote = socket.remoteAddress ?? "";
  if (trustedProxies === 0) return networkOf(remote) ?? "unknown";
  const forwarded = String(headers["x-forwarded-for"] ?? "").slice(-MAX_LIST_LENGTH);
  const hops = [...forwarded.split(","), remote];
  const hop = hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? "";
  return networkOf(withoutPort(hop.trim())) ?? networkOf(remote) ?? "unknown";
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(hop) ?? [];
  return bracketed ?? hop.replace(/^([\d.]+):\d+$/, "$1");
}

function networkOf(address: string): string | undefined {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return undefined;
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [groups[6], groups[7]].flatMap((group = 0) => [group >> 8, group & 0xff]).join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of an IPv6 address, as numbers. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const [first, last] = [partsOf(head), partsOf(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function partsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part) => {
    if (!part.includes(".")) return Number.parseInt(part, 16);
    const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
