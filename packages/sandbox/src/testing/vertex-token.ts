import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { SandboxVendor } from "../server/start-vendor.ts";
import type { ServiceAccount } from "../vendor.ts";
import type { ClientAnswer } from "./client.ts";

/** What a test may change about an assertion. */
export interface AssertionChanges {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: KeyObject;
}

/** A JWT with which a service account asks for an access token (RFC 7523). */
export function signAssertion(account: ServiceAccount, changes: AssertionChanges = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = encode({ alg: "RS256", typ: "JWT", kid: account.private_key_id, ...changes.header });
  const claims = encode({
    iss: account.client_email,
    scope: "https://www.googleapis.com/auth/cloud-platform",
    aud: account.token_uri,
    iat: now,
    exp: now + 3_600,
    ...changes.claims,
  });
  const key = changes.key ?? createPrivateKey(account.private_key);
  const signature = sign("RSA-SHA256", Buffer.from(`${header}.${claims}`), key).toString("base64url");
  return `${header}.${claims}.${signature}`;
}

/** Posts an assertion to the token endpoint. */
export async function requestToken(
  account: ServiceAccount,
  assertion: string,
  grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer",
): Promise<Pick<ClientAnswer, "status" | "json">> {
  const body = new URLSearchParams({ grant_type: grantType, assertion });
  const response = await fetch(account.token_uri, { method: "POST", body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** The service account of a running Vertex simulator. */
export function accountOf(vendor: SandboxVendor): ServiceAccount {
  if (vendor.serviceAccount === undefined) throw new Error("This vendor has no service account.");
  return vendor.serviceAccount;
}

/** A fresh access token. */
export async function fetchToken(vendor: SandboxVendor): Promise<string> {
  const account = accountOf(vendor);
  const { json } = await requestToken(account, signAssertion(account));
  return String(json?.access_token);
}
