import {
  anything,
  array,
  boolean,
  bracketPath,
  byType,
  integer,
  isRecord,
  number,
  object,
  oneOf,
  record,
  string,
  type Violation,
} from "./shape/shape.ts";

/** What goes wrong on purpose. All fields are optional; none set means an ordinary answer. */
export interface SandboxFaults {
  /** Milliseconds to wait before the response headers. */
  latencyMs?: number;
  /** Up to this many milliseconds more on each delay; which number is a function of the request body. */
  jitterMs?: number;
  /** Milliseconds between two stream events. */
  chunkDelayMs?: number;
  /** Send the body in writes of this many bytes, so that UTF-8 sequences and SSE lines are split. */
  chunkBytes?: number;
  /** Destroy the socket after this many body bytes (0: right after the headers). */
  cutAfterBytes?: number;
  /** Send this many stream events, then nothing until the client leaves (0: headers only). */
  stallAfterEvents?: number;
  /** Read the request and never answer. */
  stallBeforeHeaders?: boolean;
  /** Answer with this HTTP status and the vendor's native error body for it. */
  status?: number;
  /** Value of the `retry-after` header: seconds or an HTTP date. */
  retryAfter?: string;
  /** Further response headers; they replace the vendor's own of the same name. */
  headers?: Record<string, string | string[]>;
  /** The body is an HTML page, as a proxy in front of the vendor sends it. Status 502 unless `status` says otherwise. */
  html?: boolean;
  /** The body has no byte. Status 200 unless `status` says otherwise. */
  emptyBody?: boolean;
  /** Before the n-th stream event (counted from 1) send its first half as an event of its own: broken JSON. */
  malformedEventAt?: number;
  /** Instead of the n-th stream event (counted from 1) send the vendor's native in-stream error and end the stream. */
  errorEventAt?: number;
  /**
   * Where a stream reports usage: not at all, on the chunk with the finish reason, on every chunk, or only in the
   * vendor's own field (Groq's `x_groq.usage`; other vendors have none and then report nothing).
   */
  usage?: "omit" | "onFinishChunk" | "everyChunk" | "vendorExtra";
  /** Read the request, then destroy the socket without a byte. */
  closeSocketBeforeResponse?: boolean;
  /** This many keep-alives in the stream, one after each of the first events: SSE comments or ping events. */
  pings?: number;
  /** Put one event of about this many bytes into the stream. */
  eventBytes?: number;
  /** Exact length of a text answer in tokens, which is also its number of content events. */
  outputTokens?: number;
  /** The n-th stream event (counted from 1) has a wrong checksum, where the vendor's stream has checksums (Bedrock's). */
  wrongChecksumAt?: number;
  /**
   * The vendor's safety filter steps in, where it has one that can be seen: the prompt is blocked (Google, Vertex,
   * Bedrock), or the answer is cut (these, OpenAI, Anthropic).
   */
  contentFilter?: "prompt" | "answer";
  /** Line ends of a server-sent event stream. */
  lineEnding?: "\n" | "\r\n";
  /** Begin the stream with a UTF-8 byte order mark. */
  bom?: boolean;
}

const milliseconds = number({ min: 0, max: 3_600_000 });
const count = integer({ min: 0 });

const faultsShape = object(
  {},
  {
    latencyMs: milliseconds,
    jitterMs: milliseconds,
    chunkDelayMs: milliseconds,
    chunkBytes: integer({ min: 1 }),
    cutAfterBytes: count,
    stallAfterEvents: count,
    stallBeforeHeaders: boolean,
    status: integer({ min: 200, max: 599 }),
    retryAfter: string(),
    headers: record(byType({ string: anything, array: array(string()) })),
    html: boolean,
    emptyBody: boolean,
    malformedEventAt: integer({ min: 1 }),
    errorEventAt: integer({ min: 1 }),
    usage: oneOf("omit", "onFinishChunk", "everyChunk", "vendorExtra"),
    closeSocketBeforeResponse: boolean,
    pings: count,
    eventBytes: integer({ min: 1, max: 64_000_000 }),
    outputTokens: integer({ min: 0, max: 1_000_000 }),
    wrongChecksumAt: integer({ min: 1 }),
    contentFilter: oneOf("prompt", "answer"),
    lineEnding: oneOf("\n", "\r\n"),
    bom: boolean,
  },
);

/** Faults read from a request, or a sentence about what is wrong with them. */
export type ParsedFaults =
  | { readonly faults: SandboxFaults; readonly problem?: never }
  | { readonly faults?: never; readonly problem: string };

/** Parses faults from JSON; unknown names and wrong types are a problem, so that a typo does not pass as "no fault". */
export function parseFaults(json: string): ParsedFaults {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { problem: `not valid JSON (${error instanceof Error ? error.message : "unreadable"})` };
  }
  const violation = faultsShape(value, []);
  return violation === undefined && isRecord(value)
    ? { faults: value as SandboxFaults }
    : { problem: violation === undefined ? "not an object" : describe(violation) };
}

function describe(violation: Violation): string {
  const where = violation.path.length === 0 ? "the value" : `'${bracketPath(violation.path)}'`;
  if (violation.kind === "unknown")
    return `unknown field ${(violation.keys ?? []).map((key) => `'${key}'`).join(", ")}`;
  if (violation.kind === "type") return `${where} must be of type ${violation.expected}, got ${violation.got}`;
  if (violation.kind === "enum") return `${where} must be one of ${JSON.stringify(violation.values)}`;
  return `${where} is out of range (limit ${violation.limit})`;
}

const opening = "[[sandbox";

/**
 * The faults that a text asks for with `[[sandbox {…}]]`; undefined where it has no such directive. The JSON may
 * contain `]]` itself: the first end that makes valid JSON counts.
 */
export function parseFaultDirective(text: string): ParsedFaults | undefined {
  const start = text.indexOf(opening);
  if (start < 0) return undefined;
  const from = start + opening.length;
  let end = text.indexOf("]]", from);
  if (end < 0) return { problem: "the directive has no closing ]]" };
  let first: ParsedFaults | undefined;
  for (; end >= 0; end = text.indexOf("]]", end + 1)) {
    const json = text.slice(from, end).trim();
    const parsed = parseFaults(json);
    if (parsed.faults !== undefined || isJson(json)) return parsed;
    first ??= parsed;
  }
  return first;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
