import { readFile } from "node:fs/promises";
import { HubError, isJsonObject, tryParseJson } from "@hub/protocol";
import type { ServiceAccountCredential } from "@hub/provider";

/**
 * Reads a service account's key file, in the form in which Google hands it out.
 *
 * @throws HubError `upstream_auth_error` for a file that is not there, or is no such key
 */
export async function readKeyFile(path: string): Promise<ServiceAccountCredential> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  const key = text === undefined ? undefined : tryParseJson(text);
  if (!isJsonObject(key) || typeof key.client_email !== "string" || typeof key.private_key !== "string") {
    const problem = text === undefined ? "cannot be read" : "is not the key of a service account";
    throw new HubError("upstream_auth_error", `The file that GOOGLE_APPLICATION_CREDENTIALS names ${problem}.`);
  }
  const optional = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    serviceAccount: {
      client_email: key.client_email,
      private_key: key.private_key,
      private_key_id: optional(key.private_key_id),
      project_id: optional(key.project_id),
      token_uri: optional(key.token_uri),
    },
  };
}
