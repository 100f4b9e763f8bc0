import { HubError, isJsonObject } from "@hub/protocol";
import { type AccessKeyCredential, type ApiKeyCredential, loadApiKey } from "@hub/provider";

/** What Bedrock takes: a pair of keys that requests are signed with, or a key that is sent as it is. */
export type BedrockCredential = AccessKeyCredential | ApiKeyCredential;

/** A credential, or a function that finds one for each request, such as those of AWS's own credential providers. */
export type BedrockCredentialSource = BedrockCredential | (() => BedrockCredential | Promise<BedrockCredential>);

const DEFAULT_REGION = "us-east-1";
const REGION = /^[a-z0-9-]{1,40}$/;

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
  const found: unknown = await findOrNothing(find);
  if (isJsonObject(found)) return found as unknown as BedrockCredential;
  throw new HubError("upstream_auth_error", "The function that finds Bedrock's credential found none, or failed.");
}

/** What went wrong may hold paths, names of roles and keys, which are not even for logs: it goes no further. */
async function findOrNothing(find: () => unknown): Promise<unknown> {
  try {
    return await find();
  } catch {
    return undefined;
  }
}

/**
 * The region to ask: the one that was passed, or that of AWS's customary variables.
 *
 * @throws TypeError for what is no region's name: it becomes part of the host that gets the credential
 */
export function loadRegion(passed: string | undefined): string {
  const region = passed ?? regionOfEnvironment();
  if (REGION.test(region)) return region;
  throw new TypeError("The region of Bedrock is not valid. Set `region` or AWS_REGION to a name such as us-east-1.");
}

function regionOfEnvironment(): string {
  return process.env.AWS_REGION?.trim() || process.env.AWS_DEFAULT_REGION?.trim() || DEFAULT_REGION;
}
