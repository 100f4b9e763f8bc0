import { checkFields, isVisible } from "../check.ts";
import { invalidArgument } from "../keyring-error.ts";
import type { CredentialKind, VendorCredential } from "../model/credential.ts";

/** A credential that has been checked, and what may be told about it. */
export interface CheckedCredential {
  kind: CredentialKind;
  credential: VendorCredential;
  hint?: string;
}

const MAX_SECRET_LENGTH = 16_384;
const PEM = /^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\w+/=]+-----END [A-Z ]*PRIVATE KEY-----\s*$/;
const HINT_LENGTH = 4;
/** From this length on, the last four characters are no help to somebody who guesses. */
const MIN_LENGTH_FOR_HINT = 16;

/**
 * Checks that a credential is one of the four kinds, and copies what belongs to it; of a service account's key file
 * that is less than the file holds.
 *
 * @throws KeyringError `invalid_argument`, without a word of the credential
 */
export function checkCredential(value: unknown): CheckedCredential {
  const given = checkObject(value, "credential");
  if (given.apiKey !== undefined) {
    const { apiKey } = only(given, ["apiKey"]);
    const credential = { apiKey: checkSecret(apiKey, "credential.apiKey") };
    return { kind: "api_key", credential, ...hintOf(credential.apiKey) };
  }
  if (given.accessToken !== undefined) {
    const { accessToken } = only(given, ["accessToken"]);
    const credential = { accessToken: checkSecret(accessToken, "credential.accessToken") };
    return { kind: "access_token", credential, ...hintOf(credential.accessToken) };
  }
  if (given.accessKeyId !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = only(given, [
      "accessKeyId",
      "secretAccessKey",
      "sessionToken",
    ]);
    const credential = {
      accessKeyId: checkSecret(accessKeyId, "credential.accessKeyId"),
      secretAccessKey: checkSecret(secretAccessKey, "credential.secretAccessKey"),
      ...(sessionToken !== undefined && { sessionToken: checkSecret(sessionToken, "credential.sessionToken") }),
    };
    return { kind: "access_keys", credential, ...hintOf(credential.accessKeyId) };
  }
  if (given.serviceAccount !== undefined) {
    const serviceAccount = checkServiceAccount(only(given, ["serviceAccount"]).serviceAccount);
    return { kind: "service_account", credential: { serviceAccount }, ...hintOf(serviceAccount.private_key_id ?? "") };
  }
  throw invalidArgument(
    "credential",
    "`credential` must have `apiKey`, `accessToken`, `accessKeyId` and `secretAccessKey`, or `serviceAccount`.",
  );
}

function checkServiceAccount(value: unknown) {
  const param = "credential.serviceAccount";
  const { client_email, private_key, private_key_id, project_id, token_uri } = checkObject(value, param);
  if (typeof private_key !== "string" || private_key.length > MAX_SECRET_LENGTH || !PEM.test(private_key))
    throw invalidArgument(`${param}.private_key`, `\`${param}.private_key\` must be a private key in PEM.`);
  if (token_uri !== undefined && !isTokenAddress(token_uri))
    throw invalidArgument(`${param}.token_uri`, `\`${param}.token_uri\` must be an https: address.`);
  return {
    client_email: checkSecret(client_email, `${param}.client_email`),
    private_key,
    ...(private_key_id !== undefined && { private_key_id: checkSecret(private_key_id, `${param}.private_key_id`) }),
    ...(project_id !== undefined && { project_id: checkSecret(project_id, `${param}.project_id`) }),
    ...(token_uri !== undefined && { token_uri: token_uri as string }),
  };
}

/** What is signed with the key is sent there, so it must not travel in the open; this machine is no travel. */
function isTokenAddress(value: unknown): boolean {
  if (!isVisible(value, MAX_SECRET_LENGTH) || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}

function checkObject(value: unknown, param: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidArgument(param, `\`${param}\` must be an object.`);
  return value as Record<string, unknown>;
}

function only(given: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return checkFields(given, "credential", names);
}

function checkSecret(value: unknown, param: string): string {
  if (!isVisible(value, MAX_SECRET_LENGTH))
    throw invalidArgument(param, `\`${param}\` must be visible ASCII characters without spaces or line breaks.`);
  return value;
}

function hintOf(text: string): { hint?: string } {
  return text.length < MIN_LENGTH_FOR_HINT ? {} : { hint: text.slice(-HINT_LENGTH) };
}
