import { createProvider, type ProviderOptions } from "../create-provider.ts";
import { apiKeyOf, loadApiKey } from "../credentials.ts";
import type { Provider } from "../provider.ts";
import { isLegacy } from "../translation/tool-choice.ts";
import type { WireFormat } from "../wire-format.ts";
import { createChunkReducer } from "./chunks.ts";
import { toCompletion } from "./completion.ts";
import { readError } from "./error.ts";
import { withFunctionCallDeltas, withFunctionCalls } from "./legacy-functions.ts";
import { knows } from "./rare-features.ts";
import { toWireRequest } from "./request.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** The wire format of an OpenAI-compatible vendor, as pure functions. */
export function openAICompatibleWireFormat(spec: OpenAICompatibleSpec): WireFormat {
  return {
    request: (request) => toWireRequest(request, spec),
    completion(body, request) {
      const completion = toCompletion(body, spec);
      return isLegacy(request) && !knows(spec, "functions") ? withFunctionCalls(completion) : completion;
    },
    chunks(request) {
      const reducer = createChunkReducer(spec);
      if (!isLegacy(request) || knows(spec, "functions")) return reducer;
      return {
        push: (event) => reducer.push(event).map(withFunctionCallDeltas),
        isFinished: reducer.isFinished,
      };
    },
    error: (failure) => readError(failure, spec),
    authorize: (credential) => ({ authorization: `Bearer ${apiKeyOf(credential, spec.name)}` }),
  };
}

/**
 * A provider for a vendor that speaks OpenAI's format, from what it does differently.
 *
 * @example
 * const acme = createOpenAICompatible({ id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" }, { apiKey });
 */
export function createOpenAICompatible(spec: OpenAICompatibleSpec, options: ProviderOptions = {}): Provider {
  const { apiKey, baseUrl = spec.baseUrl, transport, images } = options;
  return createProvider({
    id: spec.id,
    name: spec.name,
    baseUrl,
    credential: () => loadApiKey({ vendor: spec.name, apiKey, variable: spec.apiKeyVariable }),
    models: spec.models ?? [],
    makes: spec.makes ?? (() => false),
    wire: openAICompatibleWireFormat(spec),
    transport,
    images,
  });
}
