import type { IncomingMessage } from "node:http";
import { holdsKey } from "../hardening/holds-key.ts";
import { isLoopbackAddress, isLoopbackHost } from "../hardening/is-loopback.ts";

/** What tells that somebody else has asked: a proxy on this machine connects from loopback, too. */
const FORWARDING_HEADERS = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether a request may see the metrics: it brings the admin key along, or comes from this machine itself. What a proxy
 * has passed on does not, nor does a web page that has its own name point here.
 */
export function mayReadMetrics({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">, adminKey?: string) {
  if (adminKey && holdsKey(headers, adminKey)) return true;
  return (
    isLoopbackAddress(socket.remoteAddress ?? "") &&
    isLoopbackHost((headers.host ?? "").replace(/:\d+$/, "")) &&
    FORWARDING_HEADERS.every((name) => headers[name] === undefined)
  );
}
