import type { ChatRequest, SseEvent } from "@hub/protocol";
import type { ProviderOptions } from "../create-provider.ts";
import type { Provider } from "../provider.ts";
import type { WireFormat } from "../wire-format.ts";

/** A stream of the vendor, as its bytes came. */
export interface StreamFixture {
  /** Says what is particular about it. */
  name: string;
  bytes: Uint8Array;
}

/** What a vendor says, in its own format. */
export interface VendorFixtures {
  /** The JSON body of a whole answer. */
  completion: object;
  /** Streams that come to their end: text, tool calls, reasoning, whatever the vendor has. */
  streams: readonly StreamFixture[];
  /** A stream whose answer is this text, whole, in a single event. */
  streamSaying(text: string): string | Uint8Array;
  /** Puts one event on the wire, where streams are not server-sent events. */
  frame?(event: SseEvent): Uint8Array;
  /** The JSON body of an error response with this status and message. */
  error(status: number, message: string): unknown;
}

/** A vendor package, for the suite that all of them pass. */
export interface ConformanceSubject {
  create(options: ProviderOptions): Provider;
  wire: WireFormat;
  /** Id of a model for the suite's requests. */
  model: string;
  /** The header that carries the credential, in lower case. */
  credentialHeader: string;
  /** A field that the vendor, or one of its models, cannot be told; and fields that make up such a request. */
  inexpressible: { param: string; request: Partial<ChatRequest> };
  fixtures: VendorFixtures;
}
