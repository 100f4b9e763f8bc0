import { apiKeyOf, type WireFormat } from "@hub/provider";
import { createChunks } from "./chunks.ts";
import { toCompletion } from "./completion.ts";
import { toVendorError } from "./errors.ts";
import { toMessagesRequest } from "./request.ts";

/** Anthropic's Messages API as pure functions: translation alone, without a network. */
export const anthropicWireFormat: WireFormat = {
  request: toMessagesRequest,
  completion: toCompletion,
  chunks: createChunks,
  error: toVendorError,
  // "Only HTTPS URLs are supported."
  needsBytes: ({ protocol }) => protocol === "http:",
  authorize: (credential) => ({ "x-api-key": apiKeyOf(credential, "Anthropic") }),
};
