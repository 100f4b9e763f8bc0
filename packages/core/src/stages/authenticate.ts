import { HubError } from "@hub/protocol";
import type { Credential } from "@hub/provider";
import { headerOf, type RequestHeaders } from "../http.ts";
import type { RoutingPolicy } from "../routing/routing-policy.ts";
import type { SpendingPolicy } from "../spending/spending-policy.ts";

/** Who is asking. */
export interface Principal {
  /** Names the key in records; never the key itself. */
  keyId: string;
  account: string;
  project?: string | undefined;
  /** Its own credentials, by vendor's id: they take the place of the hub's. */
  credentials?: Readonly<Record<string, Credential>> | undefined;
  /** How its requests are routed: what each of these forbids is forbidden, and the last one's wishes count most. */
  routing?: readonly RoutingPolicy[] | undefined;
  /** Who pays for its requests, and how much it may use. */
  spending?: SpendingPolicy | undefined;
}

/**
 * Decides who is asking, from the bearer token.
 *
 * @throws HubError `invalid_api_key`
 */
export type Authenticate = (token: string | undefined) => Principal | Promise<Principal>;

/** Lets everyone in as one principal: for applications that have checked the caller before the hub. */
export const anyone: Authenticate = () => ({ keyId: "anonymous", account: "default" });

/** The token of `Authorization: Bearer …`. */
export function bearerToken(headers: RequestHeaders): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(headerOf(headers, "authorization") ?? "")?.[1];
}

/** The error for a missing or unknown key. It never repeats what was sent. */
export function invalidApiKey(token: string | undefined): HubError {
  return new HubError(
    "invalid_api_key",
    token === undefined
      ? "You did not provide an API key. Send it as `Authorization: Bearer <key>`."
      : "Incorrect API key provided. Use a key of this gateway, not a vendor's.",
  );
}
