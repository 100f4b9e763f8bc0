import { apiKeyOf, type WireFormat } from "@hub/provider";
import { createChunks } from "./chunks.ts";
import { toCompletion } from "./completion.ts";
import { needsBytes } from "./content.ts";
import { type Door, GEMINI_API, VERTEX_AI } from "./door.ts";
import { toVendorError } from "./errors.ts";
import { toGenerateContent } from "./request.ts";

/** Google's `generateContent` through one of its doors. */
export function createWireFormat(door: Door, authorize: WireFormat["authorize"]): WireFormat {
  return {
    request: (request) => toGenerateContent(request, door),
    completion: (body, request) => toCompletion(body, request, door),
    chunks: (request) => createChunks(request, door),
    error: toVendorError,
    authorize,
    needsBytes,
  };
}

/** The Gemini API as pure functions: translation alone, without a network. */
export const googleWireFormat: WireFormat = createWireFormat(GEMINI_API, (credential) => ({
  "x-goog-api-key": apiKeyOf(credential, "Google"),
}));

/** Vertex AI as {@link googleWireFormat}; the credential's token comes from `accessTokenOf`. */
export function vertexWireFormat(accessTokenOf: AccessTokenSource): WireFormat {
  return createWireFormat(VERTEX_AI, async (credential) => ({
    authorization: `Bearer ${await accessTokenOf(credential)}`,
  }));
}

/** Finds the access token for a credential. */
export type AccessTokenSource = (credential: Parameters<WireFormat["authorize"]>[0]) => Promise<string>;
