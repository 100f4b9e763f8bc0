import type { RequestHeaders } from "@hub/core";

/** The token of `Authorization: Bearer …`. */
export function bearerToken({ authorization }: RequestHeaders): string | undefined {
  return typeof authorization === "string" ? /^bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] : undefined;
}
