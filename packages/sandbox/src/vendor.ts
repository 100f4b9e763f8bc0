import type { IncomingHttpHeaders } from "node:http";
import type { SandboxFaults } from "./faults.ts";

/** The vendors that can be simulated. */
export type VendorId =
  | "openai"
  | "groq"
  | "anthropic"
  | "google"
  | "vertex"
  | "bedrock"
  | "together"
  | "xai"
  | "mistral"
  | "deepinfra";

/** A request as a vendor's simulator sees it: read whole, parsed once. */
export interface VendorRequest {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined where there was none or it was not JSON. */
  readonly body: unknown;
  readonly rawBody: string;
  /** The body as it came, for checks of signatures. */
  readonly rawBytes: Uint8Array;
  /** Why the body could not be parsed. */
  readonly bodyProblem: string | undefined;
  /** The key that this vendor accepts. */
  readonly apiKey: string;
  readonly faults: SandboxFaults;
  /** Seconds since 1970, for `created` fields. */
  readonly now: number;
}

/** One event of a stream, before framing. */
export interface StreamEvent {
  /** Name on the `event:` line; none for vendors that send `data:` lines only. */
  readonly event?: string;
  readonly data: string;
}

/** A vendor's way of putting events on the wire. */
export interface StreamFormat {
  readonly contentType: string;
  frame(event: StreamEvent, faults: SandboxFaults): string | Uint8Array;
  /** A frame whose checksum is wrong, for the fault `wrongChecksumAt`; formats without checksums have none. */
  frameWithWrongChecksum?(event: StreamEvent): Uint8Array;
  /** A keep-alive that clients must ignore. */
  ping(faults: SandboxFaults): string | Uint8Array;
  /** What closes a stream that ends in order, such as the bracket of a JSON array. */
  readonly end?: string;
}

/** What a simulator answers; the server adds faults and writes it. */
export type VendorReply =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "stream";
      readonly format: StreamFormat;
      readonly events: Iterable<StreamEvent>;
      /** The native in-stream error, sent for the fault `errorEventAt`. */
      readonly failure: StreamEvent;
    };

/** One running vendor; it may keep state, such as a prompt cache. */
export interface VendorSimulator {
  /** Authenticates, validates and answers. */
  handle(request: VendorRequest): VendorReply;
  /** The native error for a status; `message` replaces the vendor's usual sentence, `path` is the one that was asked for. */
  failure(status: number, message?: string, path?: string): VendorReply;
  /** Headers on every answer, the request id and rate limits among them. `sequence` counts requests from 1. */
  headers(sequence: number, status: number): Record<string, string | string[]>;
  /** The text of the last user message of a body, however malformed the rest is; empty where there is none. */
  lastUserText(body: unknown): string;
  /** Whether a path is no part of the API proper, such as a token endpoint: vendor-wide and queued faults pass it by. */
  isSideEndpoint?(path: string): boolean;
  /** What a client needs beside the API key. */
  readonly credentials?: VendorCredentials;
}

/** An AWS access key, for requests signed with Signature Version 4. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials; requests must then send it. */
  readonly sessionToken?: string;
  readonly region: string;
}

/** A Google service account: the JSON that a key file (`GOOGLE_APPLICATION_CREDENTIALS`) holds. */
export interface ServiceAccount {
  readonly type: "service_account";
  readonly project_id: string;
  readonly private_key_id: string;
  /** An RSA key, PKCS #8 in PEM. */
  readonly private_key: string;
  readonly client_email: string;
  /** The simulator's own token endpoint. */
  readonly token_uri: string;
}

/** Credentials of vendors that take more than a key. */
export interface VendorCredentials {
  readonly accessKey?: AccessKey;
  readonly serviceAccount?: ServiceAccount;
  readonly location?: string;
}

/** What a simulator may know of the server around it. */
export interface SimulatorContext {
  /** `http://host:port` of the running server. */
  readonly origin: string;
  /** The key that this vendor accepts. */
  readonly apiKey: string;
  /** What the caller wants changed in the accepted access key. */
  readonly accessKey: Partial<AccessKey>;
}

/** A vendor as data: where it answers, which key it takes, how it is simulated. */
export interface VendorDefinition {
  readonly id: VendorId;
  /** What the vendor's own SDK has after the origin in its base URL. */
  readonly basePath: string;
  /** A fixed, obviously fake key in the vendor's format. */
  readonly apiKey: string;
  createSimulator(context: SimulatorContext): VendorSimulator;
}
