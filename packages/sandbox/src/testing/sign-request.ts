import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../vendor.ts";

/** A request to sign, and what a test may change about how. */
export interface SigningOptions {
  readonly url: string;
  readonly body: string;
  readonly key: AccessKey;
  /** When the signature is made. */
  readonly at: Date;
  readonly service?: string;
}

/** Headers of a POST signed with AWS Signature Version 4, written from AWS's description. */
export function signRequest({ url, body, key, at, service = "bedrock" }: SigningOptions): Record<string, string> {
  const { host, pathname } = new URL(url);
  const date = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const sent: Record<string, string> = {
    "content-type": "application/json",
    host,
    "x-amz-date": date,
    ...(key.sessionToken === undefined ? {} : { "x-amz-security-token": key.sessionToken }),
  };
  const names = Object.keys(sent).sort();
  const hex = (text: string) => createHash("sha256").update(text).digest("hex");
  const canonical = [
    "POST",
    pathname.replaceAll("%", "%25"),
    "",
    ...names.map((name) => `${name}:${sent[name]}`),
    "",
    names.join(";"),
    hex(body),
  ].join("\n");
  const scope = [date.slice(0, 8), key.region, service, "aws4_request"];
  const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  const signingKey = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${date}\n${scope.join("/")}\n${hex(canonical)}`).toString(
    "hex",
  );
  const { host: _host, ...headers } = sent;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}
