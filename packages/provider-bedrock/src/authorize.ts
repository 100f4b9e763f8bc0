import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@aws-sdk/signature-v4";
import { HubError } from "@hub/protocol";
import type { AccessKeyCredential, Credential, OutgoingRequest, WireFormat } from "@hub/provider";

/** The name that requests are signed for; its endpoint is called `bedrock-runtime`. */
const SERVICE = "bedrock";

/** Proves who sends a request: by a Bedrock API key as it is, by an access key with a signature (SigV4). */
export function authorizeIn(region: string): WireFormat["authorize"] {
  return (credential: Credential, request: OutgoingRequest) => {
    if ("apiKey" in credential) return { authorization: `Bearer ${credential.apiKey}` };
    if ("accessKeyId" in credential) return sign(credential, request, region);
    throw new HubError(
      "upstream_auth_error",
      "Bedrock takes an access key or an API key, and was given a credential of another kind.",
    );
  };
}

async function sign(
  credentials: AccessKeyCredential,
  { method, url, headers, body }: OutgoingRequest,
  region: string,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    service: SERVICE,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { hostname, protocol, pathname, host } = url;
  // What a proxy may change on the way is left unsigned. The host is signed as it is sent, its port included.
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    path: pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host, "content-type": headers["content-type"] ?? "application/json" },
    body,
  });
  const { host: _host, "content-type": _type, ...added } = signed.headers;
  return added;
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 of the platform in the shape that the signer wants: with a secret, it is an HMAC. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toInput(secret));
  }

  update(data: Bytes): void {
    this.#hash.update(toInput(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("Each hash is made for one use.");
  }
}

function toInput(data: Bytes): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
