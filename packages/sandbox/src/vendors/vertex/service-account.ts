import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { ServiceAccount } from "../../vendor.ts";

/** A service account and the public half of its key, both made at the first look. */
export interface ServiceAccountKey {
  readonly account: ServiceAccount;
  readonly publicKey: KeyObject;
}

/** The one project that the account may use. */
export const projectId = "sandbox-project";

/** Makes a service account whose tokens come from `tokenUri`. The RSA key costs some 100 ms, so it waits until needed. */
export function createServiceAccount(tokenUri: string): () => ServiceAccountKey {
  let made: ServiceAccountKey | undefined;
  return () => {
    made ??= makeKey(tokenUri);
    return made;
  };
}

function makeKey(tokenUri: string): ServiceAccountKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return {
    publicKey: createPublicKey(publicKey),
    account: {
      type: "service_account",
      project_id: projectId,
      private_key_id: "5a4db0x000000000000000000000000000000000",
      private_key: privateKey,
      client_email: `sandbox@${projectId}.iam.gserviceaccount.com`,
      token_uri: tokenUri,
    },
  };
}
