import { type ChatChunk, type ChatCompletion, createSseDecoder, HubError, isJsonObject, parseJson, type SseEvent } from "@hub/protocol";
import { loadCredential } from "./credentials.ts";
import type { Provider, ProviderCall, ProviderModel } from "./provider.ts";
import { createTransport, type TransportOptions, type TransportResponse } from "./transport.ts";
import { toUpstreamError } from "./vendor-error.ts";
import type { ChunkReducer, WireFormat, WireRequest } from "./wire-format.ts";

/** What a user can set on any provider. */
export interface ProviderOptions {
  /** The vendor's key. Default: the vendor's customary environment variable, read on each request. */
  apiKey?: string | undefined;
  /** Replaces the vendor's documented base URL. */
  baseUrl?: string | undefined;
  /** Timeouts and size limits. */
  transport?: TransportOptions | undefined;
}

/** What makes up a provider. */
export interface ProviderDefinition extends ProviderOptions {
  id: string;
  name: string;
  baseUrl: string;
  /** The environment variable that customarily holds the key. */
  apiKeyVariable?: string | undefined;
  models: readonly ProviderModel[];
  makes(model: string): boolean;
  wire: WireFormat;
}

/** Turns a wire format into a provider: adds transport, credential, error mapping and the reading of streams. */
export function createProvider(definition: ProviderDefinition): Provider {
  const { id, name, models, wire } = definition;
  const base = new URL(definition.baseUrl);
  const basePath = base.pathname.replace(/\/+$/, "");
  const transport = createTransport(name, definition.transport);

  function translate(call: ProviderCall): WireRequest {
    const wireRequest = wire.request(call.request);
    const dropped = wireRequest.droppedParams[0];
    if (call.strictParams && dropped !== undefined) {
      throw new HubError("unsupported_parameter", `'${dropped}' is not supported by ${name} for this model.`, {
        param: dropped,
      });
    }
    return wireRequest;
  }

  async function send(call: ProviderCall, wireRequest: WireRequest, accept: string): Promise<TransportResponse> {
    const credential =
      call.credential ??
      loadCredential({ vendor: name, apiKey: definition.apiKey, variable: definition.apiKeyVariable });
    const response = await transport.send({
      origin: base.origin,
      path: basePath + wireRequest.path,
      headers: {
        "content-type": "application/json",
        accept,
        ...wireRequest.headers,
        ...wire.authorize(credential),
      },
      body: JSON.stringify(wireRequest.body),
      signal: call.signal,
    });
    if (response.status >= 200 && response.status < 300) return response;
    const { status, headers } = response;
    const failure = { status, headers, body: parseOrNothing(await response.text()) };
    throw toUpstreamError(name, failure, wire.error(failure));
  }

  /** A vendor's bytes can have any shape: a translator that trips over them has found a bad answer, not a bug. */
  function toCompletion(body: unknown, { request }: ProviderCall): ChatCompletion {
    try {
      return wire.completion(body, request);
    } catch (cause) {
      if (HubError.isInstance(cause)) throw cause;
      throw new HubError("upstream_error", `${name} answered in a form that cannot be read.`, { cause });
    }
  }

  return {
    id,
    name,
    models,
    makes: definition.makes,

    async complete(call) {
      const wireRequest = translate(call);
      const response = await send(call, wireRequest, "application/json");
      const body = parseOrNothing(await response.text());
      if (!isJsonObject(body))
        throw new HubError("upstream_error", `${name} answered with something that is not JSON.`);
      return { completion: toCompletion(body, call), droppedParams: wireRequest.droppedParams };
    },

    async stream(call) {
      const wireRequest = translate(call);
      const response = await send(call, wireRequest, "text/event-stream");
      const contentType = String(response.headers["content-type"] ?? "");
      if (!contentType.startsWith("text/event-stream")) {
        response.body.cancel();
        throw new HubError("upstream_error", `${name} answered a streaming request with something that is no stream.`);
      }
      return {
        chunks: readChunks(response, wire.chunks(call.request), call),
        droppedParams: wireRequest.droppedParams,
      };
    },

    close: () => transport.close(),
  };

  async function* readChunks(
    { body }: TransportResponse,
    reducer: ChunkReducer,
    { onWarning }: ProviderCall,
  ): AsyncGenerator<ChatChunk, void, undefined> {
    // Read by hand: leaving a `for await` early would cancel the body, and with it a connection worth keeping.
    const bytes = body[Symbol.asyncIterator]();
    const decoder = createSseDecoder({ maxEventLength: definition.transport?.maxEventLength });
    const reduce = (event: SseEvent): ChatChunk[] => {
      try {
        return reducer.push(event);
      } catch (error) {
        if (HubError.isInstance(error) && error.code !== "invalid_json") throw error;
        onWarning?.(`${name} sent a stream event that cannot be read; it was skipped.`);
        return [];
      }
    };
    try {
      for (let piece = await bytes.next(); !piece.done; piece = await bytes.next()) {
        for (const event of decoder.push(piece.value)) {
          for (const chunk of reduce(event)) yield chunk;
          if (reducer.finished) return;
        }
      }
      for (const event of decoder.end()) for (const chunk of reduce(event)) yield chunk;
      if (!reducer.finished) {
        throw new HubError("upstream_error", `${name} ended the stream before the answer was complete.`);
      }
    } finally {
      if (reducer.finished) body.drain();
      else body.cancel();
    }
  }
}

function parseOrNothing(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
