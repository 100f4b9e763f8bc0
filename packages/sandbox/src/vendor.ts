import type { IncomingHttpHeaders } from "node:http";
import type { SandboxFaults } from "./faults.ts";

/** The vendors that can be simulated. */
export type VendorId = "openai" | "groq" | "anthropic";

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
  /** A keep-alive that clients must ignore. */
  ping(faults: SandboxFaults): string | Uint8Array;
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
  /** The native error for a status; `message` replaces the vendor's usual sentence. */
  failure(status: number, message?: string): VendorReply;
  /** Headers on every answer, the request id and rate limits among them. `sequence` counts requests from 1. */
  headers(sequence: number, status: number): Record<string, string | string[]>;
  /** The text of the last user message of a body, however malformed the rest is; empty where there is none. */
  lastUserText(body: unknown): string;
}

/** A vendor as data: where it answers, which key it takes, how it is simulated. */
export interface VendorDefinition {
  readonly id: VendorId;
  /** What the vendor's own SDK has after the origin in its base URL. */
  readonly basePath: string;
  /** A fixed, obviously fake key in the vendor's format. */
  readonly apiKey: string;
  createSimulator(): VendorSimulator;
}
