export { createProvider, type ProviderDefinition, type ProviderOptions } from "./create-provider.ts";
export { type CredentialSource, loadCredential } from "./credentials.ts";
export { modelsReleased } from "./models.ts";
export { createOpenAICompatible, openAICompatibleWireFormat } from "./openai-compatible/create-openai-compatible.ts";
export type { DroppedParams, OpenAICompatibleSpec } from "./openai-compatible/spec.ts";
export type {
  Credential,
  Provider,
  ProviderCall,
  ProviderCompletion,
  ProviderModel,
  ProviderStream,
} from "./provider.ts";
export { parseRetryAfter } from "./retry-after.ts";
export {
  createTransport,
  type ResponseHeaders,
  type Transport,
  type TransportOptions,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";
export { incompleteAnswer, toUpstreamError } from "./vendor-error.ts";
export type { ChunkReducer, VendorError, VendorFailure, WireFormat, WireRequest } from "./wire-format.ts";
