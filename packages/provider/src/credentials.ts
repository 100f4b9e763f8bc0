import { HubError } from "@hub/protocol";
import type { Credential } from "./provider.ts";

/** Where a provider's credential comes from. */
export interface CredentialSource {
  /** The vendor's name for people. */
  vendor: string;
  /** The key itself. */
  apiKey: string | undefined;
  /** The environment variable to read when there is no key. */
  variable: string | undefined;
}

/**
 * Finds a provider's credential. Called on each request, so that a provider can exist without one and take the
 * caller's instead.
 *
 * @throws HubError `upstream_auth_error`, saying what to set
 */
export function loadCredential({ vendor, apiKey, variable }: CredentialSource): Credential {
  // A key read from a file often brings the line break after it, which no header can hold.
  const key = (apiKey ?? (variable === undefined ? undefined : process.env[variable]))?.trim();
  if (!key) {
    const remedy = variable === undefined ? "Pass `apiKey`." : `Pass \`apiKey\` or set ${variable}.`;
    throw new HubError("upstream_auth_error", `There is no credential for ${vendor}. ${remedy}`);
  }
  return { apiKey: key };
}
