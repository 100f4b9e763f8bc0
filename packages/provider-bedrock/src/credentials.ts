import { HubError } from "@hub/protocol";
import { type AccessKeyCredential, type ApiKeyCredential, loadApiKey } from "@hub/provider";

/** What Bedrock takes: a pair of keys that requests are signed with, or a key that is sent as it is. */
export type BedrockCredential = AccessKeyCredential | ApiKeyCredential;

/** A credential, or a function that finds one for each request, such as those of AWS's own credential providers. */
export type BedrockCredentialSource = BedrockCredential | (() => BedrockCredential | Promise<BedrockCredential>);

const DEFAULT_REGION = "us-east-1";

/**
 * Finds the credential of a request that brings none: what was passed, or else the variable `AWS_BEARER_TOKEN_BEDROCK`,
 * or else `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY` and, for keys of a short time, `AWS_SESSION_TOKEN`.
 *
 * @throws HubError `upstream_auth_error`, saying what to set
 */
export function loadCredential(
  credential: BedrockCredentialSource | undefined,
  apiKey: string | undefined,
): BedrockCredential | Promise<BedrockCredential> {
  if (typeof credential === "function") return ask(credential);
  if (credential) return credential;
  const {
    AWS_BEARER_TOKEN_BEDROCK: bearer,
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
  } = process.env;
  if (apiKey !== undefined || bearer?.trim()) {
    return loadApiKey({ vendor: "Bedrock", apiKey, variable: "AWS_BEARER_TOKEN_BEDROCK" });
  }
  // Keys read from files often bring the line break after them.
  const [accessKeyId, secretAccessKey, sessionToken] = [id?.trim(), secret?.trim(), token?.trim()];
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  throw new HubError(
    "upstream_auth_error",
    "There is no credential for Bedrock. Pass `credential`, or set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  );
}

async function ask(find: () => BedrockCredential | Promise<BedrockCredential>): Promise<BedrockCredential> {
  try {
    return await find();
  } catch (cause) {
    // What went wrong may hold paths and names of roles, which are none of the caller's business.
    throw new HubError("upstream_auth_error", "The function that finds Bedrock's credential failed.", { cause });
  }
}

/** The region to ask, by AWS's customary variables. */
export function loadRegion(): string {
  return process.env.AWS_REGION?.trim() || process.env.AWS_DEFAULT_REGION?.trim() || DEFAULT_REGION;
}
