import type { Credential, Provider, ProviderCall, ProviderOptions } from "@hub/provider";
import { providerConformance, type VendorFixtures } from "@hub/provider/testing";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { createGoogle, createVertex, googleWireFormat, vertexWireFormat } from "./index.ts";
import { COMPLETION, response, STREAMS, streamOf } from "./test-support.ts";

const fixtures: VendorFixtures = {
  completion: COMPLETION,
  streams: Object.entries(STREAMS).map(([name, responses]) => ({ name, bytes: streamOf(responses) })),
  // With the line ends that the suite expects of its own variants.
  streamSaying: (text) =>
    [response([{ text }]), response([], { finishReason: "STOP" })]
      .map((event) => `data: ${JSON.stringify(event)}\n\n`)
      .join(""),
  error: (status, message) => ({ error: { code: status, message, status: "SOME_STATUS", details: [] } }),
};
const subject = {
  model: "gemini-3-flash-preview",
  inexpressible: { param: "logit_bias", request: { logit_bias: { 50256: -100 } } },
  fixtures,
};

describe("Google", () => {
  providerConformance(it, {
    ...subject,
    create: createGoogle,
    wire: googleWireFormat,
    credentialHeader: "x-goog-api-key",
  });
});

describe("Vertex AI", () => {
  // What the environment of the tests may hold is none of theirs.
  beforeEach(() => void vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", ""));
  afterEach(() => void vi.unstubAllEnvs());

  providerConformance(it, {
    ...subject,
    create: createVertexByToken,
    wire: vertexWireFormat(async (credential) => accessTokenOf(credential).accessToken),
    credentialHeader: "authorization",
  });
});

/** The suite has keys; Vertex is given them as access tokens. */
function createVertexByToken({ apiKey, ...options }: ProviderOptions): Provider {
  const credential = apiKey ? { accessToken: apiKey } : undefined;
  const provider = createVertex({ ...options, project: "p", location: "global", credential });
  const withToken = ({ credential: own, ...call }: ProviderCall) => ({
    ...call,
    ...(own && { credential: accessTokenOf(own) }),
  });
  return {
    ...provider,
    complete: (call) => provider.complete(withToken(call)),
    stream: (call) => provider.stream(withToken(call)),
  };
}

function accessTokenOf(credential: Credential): { accessToken: string } {
  return "apiKey" in credential ? { accessToken: credential.apiKey } : (credential as { accessToken: string });
}
