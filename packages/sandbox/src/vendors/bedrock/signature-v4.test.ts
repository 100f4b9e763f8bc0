import { describe, expect, it } from "vitest";
import { signRequest } from "../../testing/sign-request.ts";
import { type SignedRequest, signatureProblem } from "./signature-v4.ts";

const key = {
  accessKeyId: "AKIASANDBOX000000000",
  secretAccessKey: "sandbox/SecretAccessKey/0000000000000000",
  region: "us-east-1",
};
const withSession = { ...key, sessionToken: "sandbox-session-token/+=" };
const signedAt = Date.parse("2026-11-22T12:00:00Z");
const scope = "20261122/us-east-1/bedrock/aws4_request";

const authorization = (signedHeaders: string, signature: string, credential = `${key.accessKeyId}/${scope}`) =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;

/** As botocore 1.43.11 signs it at that moment. */
const signed: SignedRequest = {
  method: "POST",
  path: "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
  query: new URLSearchParams(),
  headers: {
    host: "bedrock-runtime.us-east-1.amazonaws.com",
    "content-type": "application/json",
    "x-amz-meta": "two  spaces",
    "x-amz-date": "20261122T120000Z",
    authorization: authorization(
      "content-type;host;x-amz-date;x-amz-meta",
      "45c9103f2167e722663651f8c97742fa779ca2eaa4dc34d4cbe0ba5eb36914a4",
    ),
  },
  body: Buffer.from('{"messages":[{"role":"user","content":[{"text":"Grüße"}]}]}'),
};

const check = (changes: Partial<SignedRequest>, headers: Record<string, string> = {}, at = signedAt) =>
  signatureProblem({ ...signed, ...changes, headers: { ...signed.headers, ...headers } }, key, "bedrock", at);

describe("signatureProblem", () => {
  it("accepts what botocore signs", () => {
    expect(check({})).toBeUndefined();
  });

  it("accepts what botocore signs with a session token", () => {
    const headers = {
      ...signed.headers,
      "x-amz-security-token": withSession.sessionToken,
      authorization: authorization(
        "content-type;host;x-amz-date;x-amz-meta;x-amz-security-token",
        "64a8f78cc63070f460fc1908edd679701a60c7548bdabdbe288764cbec785812",
      ),
    };
    expect(signatureProblem({ ...signed, headers }, withSession, "bedrock", signedAt)).toBeUndefined();
    expect(signatureProblem({ ...signed, headers }, key, "bedrock", signedAt)?.type).toBe(
      "UnrecognizedClientException",
    );
    expect(signatureProblem(signed, withSession, "bedrock", signedAt)?.type).toBe("UnrecognizedClientException");
  });

  it("agrees with the signer of these tests", () => {
    const url = "http://127.0.0.1:1/model/a%3Ab/converse";
    const headers = {
      host: "127.0.0.1:1",
      ...signRequest({ url, body: "{}", key: withSession, at: new Date(signedAt) }),
    };
    const request = { ...signed, path: "/model/a%3Ab/converse", headers, body: Buffer.from("{}") };
    expect(signatureProblem(request, withSession, "bedrock", signedAt)).toBeUndefined();
  });

  it.each<[string, Partial<SignedRequest>, Record<string, string>]>([
    ["the body", { body: Buffer.from("{}") }, {}],
    ["the path", { path: signed.path.replace("sonnet", "opus") }, {}],
    ["the path's encoding", { path: signed.path.replace("%3A", ":") }, {}],
    ["the method", { method: "PUT" }, {}],
    ["the query", { query: new URLSearchParams({ a: "1" }) }, {}],
    ["a signed header", {}, { "content-type": "text/plain" }],
    ["the host", {}, { host: "localhost" }],
    ["the signature", {}, { authorization: `${signed.headers.authorization}0` }],
  ])("refuses a change of %s", (_name, changes, headers) => {
    expect(check(changes, headers)).toEqual({
      type: "InvalidSignatureException",
      message: expect.stringContaining(
        "The request signature we calculated does not match the signature you provided.",
      ) as string,
    });
  });

  it("refuses old and future signatures, and takes those within five minutes", () => {
    expect(check({}, {}, signedAt + 299_000)).toBeUndefined();
    expect(check({}, {}, signedAt - 299_000)).toBeUndefined();
    expect(check({}, {}, signedAt + 301_000)?.message).toBe(
      "Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z (20261122T120501Z - 5 min.)",
    );
    expect(check({}, {}, signedAt - 301_000)?.message).toBe(
      "Signature not yet current: 20261122T120000Z is still later than 20261122T115959Z (20261122T115459Z + 5 min.)",
    );
  });

  it.each([
    ["another key", `AKIAOTHER/${scope}`, "The security token included in the request is invalid."],
    ["another region", `${key.accessKeyId}/${scope.replace("us-east-1", "eu-west-1")}`, "scoped to a valid region"],
    ["another service", `${key.accessKeyId}/${scope.replace("bedrock", "s3")}`, "scoped to correct service: 'bedrock'"],
    ["another day", `${key.accessKeyId}/${scope.replace("22", "21")}`, "Date in Credential scope does not match"],
    ["a short scope", `${key.accessKeyId}/20261122`, "Credential must have exactly 5 slash-delimited elements"],
  ])("refuses %s in the credential", (_name, credential, message) => {
    const headers = { authorization: authorization("host;x-amz-date;x-amz-meta", "0", credential) };
    expect(check({}, headers)?.message).toContain(message);
  });

  it("wants host and all x-amz headers to be signed", () => {
    expect(check({}, { "x-amz-target": "other" })?.message).toContain("'x-amz-target' must be a 'SignedHeader'");
    const headers = { authorization: authorization("x-amz-date;x-amz-meta", "0") };
    expect(check({}, headers)?.message).toContain("'Host' or ':authority' must be a 'SignedHeader'");
  });

  it("refuses headers that are no signature", () => {
    expect(check({}, { authorization: "AWS4-HMAC-SHA256 Credential=a" })?.type).toBe("IncompleteSignatureException");
    expect(check({}, { "x-amz-date": "today" })?.type).toBe("IncompleteSignatureException");
  });
});
