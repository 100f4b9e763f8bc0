import { HubError } from "@hub/protocol";
import { Agent, type Dispatcher, Pool } from "undici";
import { createConnector, diedBeforeAnswering } from "./kept-alive.ts";
import { createResponseBody, type ResponseBody, type ResponseBodySink } from "./response-body.ts";

/** Time and size limits of the connection to a vendor. */
export interface TransportOptions {
  /** Longest wait for a connection, in milliseconds. Default 10,000. */
  connectTimeoutMs?: number | undefined;
  /** Longest wait for the response's headers, in milliseconds. Default 600,000: models may think for minutes. */
  firstByteTimeoutMs?: number | undefined;
  /** Longest silence within a response, in milliseconds. Default 600,000. */
  idleTimeoutMs?: number | undefined;
  /** Longest time for the whole exchange, in milliseconds. Default 3,600,000. */
  totalTimeoutMs?: number | undefined;
  /** Largest response that is not a stream, in bytes. Default 67,108,864. */
  maxResponseBytes?: number | undefined;
  /** Longest event of a stream, in UTF-16 units. Default 8,388,608. */
  maxEventLength?: number | undefined;
  /**
   * How long an unused connection is kept, in milliseconds, where the vendor does not say. Default 4,000: below the
   * 5 seconds after which common servers close theirs.
   */
  keepAliveTimeoutMs?: number | undefined;
}

/** Response headers, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** One POST to a vendor. */
export interface TransportRequest {
  /** Scheme, host and port. */
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  signal?: AbortSignal | undefined;
}

/** A vendor's response, once its headers are here. */
export interface TransportResponse {
  status: number;
  headers: ResponseHeaders;
  body: ResponseBody;
  /** The whole body as text. Throws a HubError when it is longer than the limit. */
  text(): Promise<string>;
}

/** A pool of connections to one vendor. */
export interface Transport {
  /** @throws HubError `upstream_error`, `upstream_timeout`, or `client_closed_request` after the signal fired */
  send(request: TransportRequest): Promise<TransportResponse>;
  close(): Promise<void>;
}

/** Creates the connections to a vendor; none is opened before the first request. */
export function createTransport(vendor: string, options: TransportOptions = {}): Transport {
  const {
    connectTimeoutMs = 10_000,
    firstByteTimeoutMs = 600_000,
    idleTimeoutMs = 600_000,
    totalTimeoutMs = 3_600_000,
    maxResponseBytes = 64 * 1024 * 1024,
    keepAliveTimeoutMs = 4_000,
  } = options;
  const settings: Pool.Options = {
    // HTTP/2 would put many streams on one connection, where a slow reader of one holds up the others.
    allowH2: false,
    connect: createConnector({ timeout: connectTimeoutMs, allowH2: false }),
    keepAliveTimeout: keepAliveTimeoutMs,
    headersTimeout: firstByteTimeoutMs,
    bodyTimeout: idleTimeoutMs,
  };
  const pools = new Map<string, Pool>();
  // Opens a connection for each request: when one that was kept has died, its neighbours may have as well.
  const connectingAnew = new Agent({ ...settings, pipelining: 0 });

  function poolOf(origin: string): Pool {
    const existing = pools.get(origin);
    if (existing) return existing;
    const pool = new Pool(origin, settings);
    pools.set(origin, pool);
    return pool;
  }

  function dispatch(dispatcher: Dispatcher, request: TransportRequest): Promise<TransportResponse> {
    const { signal } = request;
    const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
    let connection: Dispatcher.DispatchController | undefined;
    let sink: ResponseBodySink | undefined;
    let ended: HubError | undefined;

    const stop = (reason: HubError) => {
      ended = reason;
      if (connection) connection.abort(reason);
      else fail(reason);
    };
    const onAbort = () => stop(clientGone());
    const total = setTimeout(
      () => stop(new HubError("upstream_timeout", `${vendor} did not finish within ${totalTimeoutMs} ms.`)),
      totalTimeoutMs,
    );
    const release = () => {
      clearTimeout(total);
      signal?.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown) => {
      release();
      const reason = ended ?? error;
      if (sink) sink.fail(toTransportError(vendor, reason));
      else reject(reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });

    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: "POST",
        headers: request.headers,
        body: request.body,
      },
      {
        onRequestStart(controller) {
          connection = controller;
          if (ended) controller.abort(ended);
        },
        onResponseStart(controller, status, headers) {
          if (status < 200) return;
          sink = createResponseBody(controller);
          const { body } = sink;
          resolve({ status, headers, body, text: () => readText(vendor, body, maxResponseBytes) });
        },
        onResponseData: (_controller, bytes) => sink?.push(bytes),
        onResponseEnd() {
          release();
          sink?.end();
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
    return promise;
  }

  async function send(request: TransportRequest): Promise<TransportResponse> {
    if (request.signal?.aborted) throw clientGone();
    try {
      return await dispatch(poolOf(request.origin), request).catch((error) => {
        if (diedBeforeAnswering(error)) return dispatch(connectingAnew, request);
        throw error;
      });
    } catch (error) {
      throw toTransportError(vendor, error);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...pools.values(), connectingAnew].map((dispatcher) => dispatcher.destroy()));
  }

  return { send, close };
}

function clientGone(): HubError {
  return new HubError("client_closed_request", "The caller hung up.");
}

async function readText(vendor: string, body: ResponseBody, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.byteLength;
    if (length > maxBytes) {
      throw new HubError("upstream_error", `${vendor} answered with more than ${maxBytes} bytes.`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length).toString("utf8");
}

/** Says in which phase a connection failed, by the codes of undici and of the operating system. */
function toTransportError(vendor: string, error: unknown): HubError {
  if (HubError.isInstance(error)) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
  const options = { cause: error };
  switch (code) {
    case "UND_ERR_CONNECT_TIMEOUT":
      return new HubError("upstream_timeout", `${vendor} could not be reached in time.`, options);
    case "UND_ERR_HEADERS_TIMEOUT":
      return new HubError("upstream_timeout", `${vendor} did not begin to answer in time.`, options);
    case "UND_ERR_BODY_TIMEOUT":
      return new HubError("upstream_timeout", `${vendor} fell silent in the middle of its answer.`, options);
    default:
      return new HubError("upstream_error", `The connection to ${vendor} failed (${code}).`, options);
  }
}
