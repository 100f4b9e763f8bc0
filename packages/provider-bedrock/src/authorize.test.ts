import type { Credential } from "@hub/provider";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bedrockWireFormat } from "./bedrock-wire-format.ts";

const BODY = '{"messages":[{"role":"user","content":[{"text":"Grüße 🌍"}]}]}';
const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const SIGNED = "content-type;host;x-amz-date";

/** What botocore 1.44.5 signs the same requests with, made once by its `SigV4Auth`. */
const VECTORS = [
  {
    name: "a model id with a colon",
    region: "us-east-1",
    url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
    signedHeaders: SIGNED,
    signature: "01f9673990025b2963a5c8b9b91e3bc9c47a08d4ff23cb8701af5dc0b095de42",
  },
  {
    name: "the ARN of an inference profile, with a session token",
    region: "eu-west-1",
    url: "https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fab12cd34ef56/converse-stream",
    sessionToken: "FwoGZXIvYXdzEXAMPLE+TOKEN==",
    signedHeaders: `${SIGNED};x-amz-security-token`,
    signature: "b195c236429de5e154fb4ae4c5cac2d916921a5dfcf9737ba032fa0e4a1e7558",
  },
  {
    name: "a host with a port",
    region: "us-west-2",
    url: "http://127.0.0.1:8123/model/amazon.nova-micro-v1%3A0/converse",
    signedHeaders: SIGNED,
    signature: "4eb44eef26d9b02237dc7d95d8641c20ff198910600ca170f1270d2a34f477b3",
  },
  {
    name: "a path below another",
    region: "us-east-1",
    url: "https://proxy.example.com/aws/bedrock/model/amazon.nova-micro-v1%3A0/converse",
    signedHeaders: SIGNED,
    signature: "89a2babb552de39141f3996b4659e856111e4133002ca8b28027f00dba27fa2f",
  },
];

function authorize(credential: Credential, { url = VECTORS[0]?.url ?? "", region = "us-east-1", body = BODY } = {}) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return bedrockWireFormat(region).authorize(credential, { method: "POST", url: new URL(url), headers, body });
}

describe("a signature", () => {
  afterEach(() => void vi.useRealTimers());

  it.each(VECTORS)("is AWS's own for $name", async ({ region, url, sessionToken, signedHeaders, signature }) => {
    vi.setSystemTime(new Date("2026-11-22T12:00:00Z"));
    const credential = { ...KEYS, sessionToken };
    expect(await authorize(credential, { url, region })).toEqual({
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/${region}/bedrock/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      "x-amz-date": "20261122T120000Z",
      ...(sessionToken && { "x-amz-security-token": sessionToken }),
    });
  });

  it("changes with the body, the path, the region, the secret and the time", async () => {
    vi.setSystemTime(new Date("2026-11-22T12:00:00Z"));
    const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/a/converse";
    const all = [
      await authorize(KEYS),
      await authorize(KEYS, { body: `${BODY} ` }),
      await authorize(KEYS, { url }),
      await authorize(KEYS, { region: "us-west-2" }),
      await authorize({ ...KEYS, secretAccessKey: "other" }),
    ];
    vi.setSystemTime(new Date("2026-11-22T12:00:01Z"));
    all.push(await authorize(KEYS));
    expect(new Set(all.map((headers) => headers.authorization)).size).toBe(all.length);
  });

  it("never holds the secret", async () => {
    expect(JSON.stringify(await authorize(KEYS))).not.toContain(KEYS.secretAccessKey);
  });
});

it("sends a Bedrock API key as it is", async () => {
  expect(await authorize({ apiKey: "bedrock-key" })).toEqual({ authorization: "Bearer bedrock-key" });
});

it("refuses a credential of another kind", () => {
  expect(() => authorize({ accessToken: "ya29" })).toThrow(expect.objectContaining({ code: "upstream_auth_error" }));
});
