/** Request headers, names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A body: its bytes, or the value that somebody has parsed from them already. */
export type RequestBody = Uint8Array | { json: unknown };

/** A request as the hub takes it, whatever server it came through. */
export interface HubRequest {
  method: string;
  /** Path below the mount point, without query: `/v1/chat/completions`. */
  path: string;
  /** What comes after the `?`, as it was sent. */
  query?: string | undefined;
  headers: RequestHeaders;
  /** Reads the body. Called at most once, and only after the caller is known. Throws 413 beyond `maxBytes`. */
  readBody(maxBytes: number): Promise<RequestBody>;
  /** Fires when the caller hangs up. */
  signal?: AbortSignal | undefined;
}

/** A response as the hub gives it. */
export interface HubResponse {
  status: number;
  headers: Record<string, string>;
  /** Text to send whole, or piece by piece as it comes. Whoever takes a stream reads it to its end or returns it. */
  body: string | AsyncIterable<string>;
  /** What to send when a stream has been silent for some time, to keep the connection open. */
  heartbeat?: { text: string; everyMs: number } | undefined;
}

/** The first value of a header. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
