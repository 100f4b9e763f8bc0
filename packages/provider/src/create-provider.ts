import {
  type ChatCompletion,
  type ChatRequest,
  createSseDecoder,
  HubError,
  isJsonObject,
  tryParseJson,
} from "@hub/protocol";
import { secretsOf, withoutSecrets } from "./credentials.ts";
import { createImageFetcher, type ImageOptions } from "./images/fetch-image.ts";
import { createImageInliner } from "./images/inline-images.ts";
import type { Credential, Provider, ProviderCall, ProviderModel } from "./provider.ts";
import { readChunks } from "./read-chunks.ts";
import { createTransport, type TransportOptions, type TransportResponse } from "./transport.ts";
import { toUpstreamError } from "./vendor-error.ts";
import type { StreamFraming, WireFormat, WireRequest } from "./wire-format.ts";

/** How a whole answer is read. Log probabilities of 20 alternatives take some 170 values for each token. */
const ANSWER_JSON = { maxValues: 4_000_000, exactIntegers: true };

const SERVER_SENT_EVENTS: StreamFraming = { contentType: "text/event-stream", createDecoder: createSseDecoder };

/** What a user can set on the connection to any vendor. */
export interface ConnectionOptions {
  /** Replaces the vendor's documented base URL. */
  baseUrl?: string | undefined;
  /** Timeouts and size limits. */
  transport?: TransportOptions | undefined;
  /** Limits for images that are fetched, where the vendor wants their bytes. */
  images?: ImageOptions | undefined;
}

/** What a user can set on a provider whose vendor takes an API key. */
export interface ProviderOptions extends ConnectionOptions {
  /** The vendor's key. Default: the vendor's customary environment variable, read on each request. */
  apiKey?: string | undefined;
}

/** What makes up a provider. */
export interface ProviderDefinition extends ConnectionOptions {
  id: string;
  name: string;
  baseUrl: string;
  models: readonly ProviderModel[];
  makes(model: string): boolean;
  wire: WireFormat;
  /**
   * Finds the provider's own credential, on each request that brings none.
   *
   * @throws HubError `upstream_auth_error`, saying what to set
   */
  credential(): Credential | Promise<Credential>;
}

/** Turns a wire format into a provider: adds transport, credential, error mapping and the reading of streams. */
export function createProvider(definition: ProviderDefinition): Provider {
  const { id, name, models, wire } = definition;
  const base = new URL(definition.baseUrl);
  const basePath = base.pathname.replace(/\/+$/, "");
  const transport = createTransport(name, definition.transport);
  const framing = wire.framing ?? SERVER_SENT_EVENTS;
  const imageFetcher = wire.needsBytes && createImageFetcher(definition.images);
  const images =
    wire.needsBytes && imageFetcher && createImageInliner(wire.needsBytes, imageFetcher, definition.images);

  function translate(call: ProviderCall, request: ChatRequest): WireRequest {
    const wireRequest = wire.request(request);
    const dropped = wireRequest.droppedParams[0];
    if (call.strictParams && dropped !== undefined) {
      throw new HubError("unsupported_parameter", `'${dropped}' is not supported by ${name} for this model.`, {
        param: dropped,
      });
    }
    return wireRequest;
  }

  async function withImages(request: ChatRequest, signal: AbortSignal | undefined): Promise<ChatRequest> {
    return images ? images.inline(request, signal) : request;
  }

  async function send(call: ProviderCall, wireRequest: WireRequest, accept: string): Promise<Sent> {
    const { signal } = call;
    const credential = call.credential ?? (await unlessAborted(definition.credential(), signal));
    const url = new URL(basePath + wireRequest.path, base);
    const headers = { "content-type": "application/json", accept, ...wireRequest.headers };
    const body = JSON.stringify(wireRequest.body);
    const authorization = await unlessAborted(
      wire.authorize(credential, { method: "POST", url, headers, body }),
      signal,
    );
    const conceal = (error: HubError) => withoutSecrets(error, secretsOf(credential, authorization));
    const response = await transport.send({
      origin: url.origin,
      path: url.pathname + url.search,
      headers: { ...headers, ...authorization },
      body,
      signal,
    });
    const { status, headers: answerHeaders } = response;
    if (status >= 200 && status < 300) return { response, conceal };
    const failure = { status, headers: answerHeaders, body: tryParseJson(await response.text(), ANSWER_JSON) };
    throw conceal(toUpstreamError(name, failure, wire.error(failure)));
  }

  /** A vendor's bytes can have any shape: a translator that trips over them has found a bad answer, not a bug. */
  function toCompletion(body: unknown, request: ChatRequest, conceal: Sent["conceal"]): ChatCompletion {
    try {
      return wire.completion(body, request);
    } catch (cause) {
      if (HubError.isInstance(cause)) throw conceal(cause);
      throw new HubError("upstream_error", `${name} answered in a form that cannot be read.`, { cause });
    }
  }

  return {
    id,
    name,
    models,
    makes: definition.makes,

    async complete(call) {
      const request = await withImages(asWhole(call.request), call.signal);
      const wireRequest = translate(call, request);
      const { response, conceal } = await send(call, wireRequest, "application/json");
      const body = tryParseJson(await response.text(), ANSWER_JSON);
      if (!isJsonObject(body))
        throw new HubError("upstream_error", `${name} answered with something that is not JSON.`);
      return { completion: toCompletion(body, request, conceal), droppedParams: wireRequest.droppedParams };
    },

    async stream(call) {
      const request = await withImages(asStream(call.request), call.signal);
      const wireRequest = translate(call, request);
      const { response, conceal } = await send(call, wireRequest, framing.contentType);
      const contentType = String(response.headers["content-type"] ?? "").toLowerCase();
      if (!contentType.startsWith(framing.contentType)) {
        response.body.cancel();
        throw new HubError("upstream_error", `${name} answered a streaming request with something that is no stream.`);
      }
      // Single things and not the call, which would be kept, prompt and all, as long as the stream is open.
      const chunks = readChunks({
        name,
        body: response.body,
        decoder: framing.createDecoder({ maxEventLength: definition.transport?.maxEventLength }),
        reducer: wire.chunks(request),
        conceal,
        onWarning: call.onWarning,
      });
      return {
        chunks: { [Symbol.asyncIterator]: () => chunks },
        droppedParams: wireRequest.droppedParams,
      };
    },

    async close() {
      await Promise.all([transport.close(), imageFetcher?.close()]);
    },
  };
}

/** A request that has been sent. */
interface Sent {
  response: TransportResponse;
  /** Takes the credential out of an error in which the vendor repeats it. */
  conceal(error: HubError): HubError;
}

/** Waits for a credential no longer than its caller does. The work goes on for others who wait for it. */
async function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!(work instanceof Promise) || !signal) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new HubError("client_closed_request", "The caller hung up."));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The method that is called decides whether the answer is streamed; a request that agrees is not copied. */
function asStream(request: ChatRequest): ChatRequest {
  return request.stream ? request : { ...request, stream: true };
}

function asWhole(request: ChatRequest): ChatRequest {
  if (!request.stream) return request;
  const { stream: _stream, stream_options: _options, ...whole } = request;
  return whole as ChatRequest;
}
