import type { WireFormat } from "@hub/provider";
import { authorizeIn } from "./authorize.ts";
import { createChunks } from "./chunks.ts";
import { toCompletion } from "./completion.ts";
import { toVendorError } from "./errors.ts";
import { eventStream } from "./event-stream.ts";
import { toConverseRequest } from "./request.ts";

/** Bedrock's Converse API as pure functions: translation alone, without a network. Signatures hold for one region. */
export function bedrockWireFormat(region: string): WireFormat {
  return {
    request: toConverseRequest,
    completion: toCompletion,
    chunks: createChunks,
    error: toVendorError,
    authorize: authorizeIn(region),
    framing: eventStream,
    needsBytes: ({ protocol }) => protocol === "https:" || protocol === "http:",
  };
}
