import type { IncomingHttpHeaders } from "node:http";

/** The token of an `Authorization: Bearer` header; undefined where there is none. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1]?.trim();
}
