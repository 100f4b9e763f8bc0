import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { AccessKey } from "../../vendor.ts";

/** What a signature is made over: the request as it came. */
export interface SignedRequest {
  readonly method: string;
  /** The path of the request line, percent-encoded as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Why a signature is refused: the error's name and the service's sentence. */
export interface SignatureProblem {
  readonly type: string;
  readonly message: string;
}

const algorithm = "AWS4-HMAC-SHA256";
const terminator = "aws4_request";
/** A signature may be this old, or this far in the future. */
const toleranceMs = 5 * 60 * 1_000;

const invalidSignature = (message: string): SignatureProblem => ({ type: "InvalidSignatureException", message });
const incomplete = (message: string): SignatureProblem => ({ type: "IncompleteSignatureException", message });
/** An unknown key and a wrong session token are answered alike. */
const unrecognized: SignatureProblem = {
  type: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array, data: string) => createHmac("sha256", key).update(data).digest();

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Checks a Signature Version 4 by making it anew from the request (AWS's "Create a signed AWS API request", read
 * 2026-11). `nowMs` is milliseconds since 1970. Undefined where the signature is right.
 */
export function signatureProblem(
  request: SignedRequest,
  key: AccessKey,
  service: string,
  nowMs: number,
): SignatureProblem | undefined {
  const fields = parseAuthorization(request.headers.authorization ?? "");
  const [accessKeyId, day, region, scopeService, end, ...more] = (fields.get("Credential") ?? "").split("/");
  const missing = ["Credential", "Signature", "SignedHeaders"].find((name) => !fields.get(name));
  if (missing !== undefined) return incomplete(`Authorization header requires '${missing}' parameter.`);
  if (end !== terminator || more.length > 0) {
    return incomplete(`Credential must have exactly 5 slash-delimited elements, and end with '${terminator}'.`);
  }
  if (accessKeyId !== key.accessKeyId || header(request, "x-amz-security-token") !== key.sessionToken) {
    return unrecognized;
  }
  const date = header(request, "x-amz-date") ?? "";
  const problem = dateProblem(date, nowMs);
  if (problem !== undefined) return problem;
  if (!date.startsWith(day ?? "")) {
    return invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  }
  if (region !== key.region) return invalidSignature("Credential should be scoped to a valid region.");
  if (scopeService !== service) {
    return invalidSignature(`Credential should be scoped to correct service: '${service}'.`);
  }
  const signedHeaders = (fields.get("SignedHeaders") ?? "").split(";");
  const unsigned = ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))].find(
    (name) => !signedHeaders.includes(name),
  );
  if (unsigned !== undefined) {
    const name = unsigned === "host" ? "'Host' or ':authority'" : `'${unsigned}'`;
    return invalidSignature(`${name} must be a 'SignedHeader' in the AWS Authorization.`);
  }
  const scope = `${day}/${region}/${service}/${terminator}`;
  const canonical = canonicalRequest(request, signedHeaders);
  const expected = sign(`${algorithm}\n${date}\n${scope}\n${sha256(canonical)}`, key, scope);
  return isEqual(fields.get("Signature") ?? "", expected)
    ? undefined
    : invalidSignature(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
}

function parseAuthorization(value: string): ReadonlyMap<string, string> {
  if (!value.startsWith(`${algorithm} `)) return new Map();
  const pairs = value.slice(algorithm.length + 1).split(",");
  return new Map(
    pairs.map((pair) => {
      const [name = "", ...rest] = pair.trim().split("=");
      return [name, rest.join("=")];
    }),
  );
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

const basicDate = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function dateProblem(date: string, nowMs: number): SignatureProblem | undefined {
  const match = basicDate.exec(date);
  if (match === null) {
    return incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  const [, year, month, day, hour, minute, second] = match;
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const now = toBasicDate(nowMs);
  if (signedMs < nowMs - toleranceMs) {
    return invalidSignature(
      `Signature expired: ${date} is now earlier than ${toBasicDate(nowMs - toleranceMs)} (${now} - 5 min.)`,
    );
  }
  return signedMs > nowMs + toleranceMs
    ? invalidSignature(
        `Signature not yet current: ${date} is still later than ${toBasicDate(nowMs + toleranceMs)} (${now} + 5 min.)`,
      )
    : undefined;
}

const toBasicDate = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, "");

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  // Every service but S3 encodes the path once more, although it comes encoded.
  const path = request.path.split("/").map(encodeUri).join("/");
  const query = [...request.query]
    .map(([name, value]) => `${encodeUri(name)}=${encodeUri(value)}`)
    .sort()
    .join("&");
  const headers = signedHeaders.map((name) => `${name}:${(header(request, name) ?? "").trim().replace(/ +/g, " ")}\n`);
  return [request.method, path, query, headers.join(""), signedHeaders.join(";"), sha256(request.body)].join("\n");
}

function sign(text: string, key: AccessKey, scope: string): string {
  const signingKey = scope
    .split("/")
    .reduce<string | Uint8Array>((secret, part) => hmac(secret, part), `AWS4${key.secretAccessKey}`);
  return hmac(signingKey, text).toString("hex");
}

function isEqual(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
