import { HubError } from "@hub/protocol";
import type { ApiKeyCredential, Credential } from "./provider.ts";

/** Where a vendor's key comes from. */
export interface ApiKeySource {
  /** The vendor's name for people. */
  vendor: string;
  /** The key itself. */
  apiKey: string | undefined;
  /** The environment variable to read when there is no key. */
  variable: string | undefined;
}

/**
 * Finds a vendor's key. Called on each request, so that a provider can exist without one and take the caller's
 * instead.
 *
 * @throws HubError `upstream_auth_error`, saying what to set
 */
export function loadApiKey({ vendor, apiKey, variable }: ApiKeySource): ApiKeyCredential {
  // A key read from a file often brings the line break after it, which no header can hold.
  const key = (apiKey ?? (variable === undefined ? undefined : process.env[variable]))?.trim();
  if (!key) {
    const remedy = variable === undefined ? "Pass `apiKey`." : `Pass \`apiKey\` or set ${variable}.`;
    throw new HubError("upstream_auth_error", `There is no credential for ${vendor}. ${remedy}`);
  }
  return { apiKey: key };
}

/**
 * The key of a credential, for vendors that take no other kind.
 *
 * @throws HubError `upstream_auth_error` for a credential of another kind
 */
export function apiKeyOf(credential: Credential, vendor: string): string {
  if ("apiKey" in credential) return credential.apiKey;
  throw new HubError("upstream_auth_error", `${vendor} takes an API key, and was given a credential of another kind.`);
}

/** Length from which on a part of a credential is looked for in what a vendor says, in UTF-16 units. */
const MIN_SECRET_LENGTH = 8;

/** What of a request nobody but the vendor may see: the parts of its credential, and the headers made of them. */
export function secretsOf(credential: Credential, headers: Readonly<Record<string, string>>): readonly string[] {
  const sent = Object.values(headers).flatMap((value) => [value, value.slice(value.indexOf(" ") + 1)]);
  // Nothing short is a secret, and as a part of words it would be found everywhere.
  const secrets = [...stringsOf(credential), ...sent].filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  return [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))];
}

/** Takes secrets out of an error: some vendors, and proxies before them, repeat the key that they refuse. */
export function withoutSecrets(error: HubError, secrets: readonly string[]): HubError {
  const conceal = (text: string) =>
    secrets.reduce((concealed, secret) => concealed.replaceAll(secret, "[credential]"), text);
  const { code, message, param, vendorCode, status, retryable, retryAfterMs, cause } = error;
  const said = [message, param ?? "", vendorCode ?? ""];
  if (said.every((text) => conceal(text) === text)) return error;
  return new HubError(code, conceal(message), {
    param: param === null ? null : conceal(param),
    vendorCode: vendorCode === undefined ? undefined : conceal(vendorCode),
    status,
    retryable,
    retryAfterMs,
    cause,
  });
}

function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
