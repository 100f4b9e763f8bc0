import type { ChatChunk, ChatCompletion, ChatRequest, SseEvent } from "@hub/protocol";
import type { Credential } from "./provider.ts";
import type { ResponseHeaders } from "./transport.ts";

/** A request as the vendor wants it. */
export interface WireRequest {
  /** Path below the base URL, with a leading slash. */
  path: string;
  /** The JSON body. Keys are written in the order they are in. */
  body: object;
  /** Headers beyond content type and credential. */
  headers?: Record<string, string>;
  /** Request fields that have no counterpart, as paths: `logit_bias`, `messages[].name`. */
  droppedParams: readonly string[];
}

/** A request on its way out, complete but for its credential. */
export interface OutgoingRequest {
  method: "POST";
  url: URL;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Cuts the bytes of one stream into events. Its state belongs to that stream alone. */
export interface EventDecoder {
  /** @throws HubError when the bytes are damaged, or an event is longer than allowed */
  push(bytes: Uint8Array): Iterable<SseEvent>;
  /** The events that are complete without further bytes. */
  end(): Iterable<SseEvent>;
}

/** How a vendor's streams are framed, where it is not as server-sent events. */
export interface StreamFraming {
  /** The media type, as it is asked for and answered. */
  contentType: string;
  createDecoder(options: { maxEventLength?: number | undefined }): EventDecoder;
}

/** Translates the events of one stream. Its state belongs to that stream alone. */
export interface ChunkReducer {
  /**
   * The chunks that an event amounts to.
   *
   * @throws HubError when the event is the vendor's error, or `invalid_json` when it cannot be read
   */
  push(event: SseEvent): ChatChunk[];
  /** Whether the vendor has said that the answer is complete, and nothing more is wanted: reading stops. */
  isFinished(): boolean;
  /**
   * Whether the answer is complete if nothing more comes; a stream that ends without it was cut. Absent where it is the
   * same as `isFinished`, where nothing of worth can follow the answer's end.
   */
  isComplete?(): boolean;
}

/** What a vendor's error response says, in its own words. */
export interface VendorError {
  /** Status to go by instead of the response's own, where the vendor misuses statuses. */
  status?: number | undefined;
  message?: string | undefined;
  code?: string | undefined;
  param?: string | undefined;
  /** Set where the body says so and the headers do not. Milliseconds. */
  retryAfterMs?: number | undefined;
}

/** An error response of a vendor. */
export interface VendorFailure {
  status: number;
  headers: ResponseHeaders;
  /** The body parsed as JSON; `undefined` when it is none (a proxy's HTML page, nothing at all). */
  body: unknown;
}

/** A vendor's wire format as pure functions. State that spans functions is derived from the request. */
export interface WireFormat {
  /** @throws HubError `unsupported_parameter` for what cannot be left out without changing the meaning */
  request(request: ChatRequest): WireRequest;
  /** @throws HubError `upstream_error` when the body is not an answer */
  completion(body: unknown, request: ChatRequest): ChatCompletion;
  chunks(request: ChatRequest): ChunkReducer;
  error(failure: VendorFailure): VendorError;
  /**
   * The headers that carry the credential, or prove that the sender has it.
   *
   * @throws HubError `upstream_auth_error` for a kind of credential that the vendor does not take
   */
  authorize(credential: Credential, request: OutgoingRequest): Headers | Promise<Headers>;
  /** Absent where streams are server-sent events. */
  framing?: StreamFraming;
  /**
   * Whether the vendor wants an image's bytes where the caller gave this address. They are fetched, and `request` is
   * given a `data:` URL in its place. Absent where the vendor takes addresses.
   */
  needsBytes?(url: URL): boolean;
}

type Headers = Readonly<Record<string, string>>;
