export {
  type ConnectionOptions,
  createProvider,
  type ProviderDefinition,
  type ProviderOptions,
} from "./create-provider.ts";
export { type ApiKeySource, apiKeyOf, loadApiKey } from "./credentials.ts";
export type { ImageOptions } from "./images/fetch-image.ts";
export { modelsReleased } from "./models.ts";
export { createOpenAICompatible, openAICompatibleWireFormat } from "./openai-compatible/create-openai-compatible.ts";
export { unsupported } from "./openai-compatible/rare-features.ts";
export type { OpenAICompatibleSpec } from "./openai-compatible/spec.ts";
export type {
  AccessKeyCredential,
  AccessTokenCredential,
  ApiKeyCredential,
  Credential,
  Provider,
  ProviderCall,
  ProviderCompletion,
  ProviderModel,
  ProviderStream,
  ServiceAccountCredential,
} from "./provider.ts";
export { parseRetryAfter } from "./retry-after.ts";
export { type DataUrl, decodeText, parseDataUrl, sniffMediaType, toBase64 } from "./translation/data-url.ts";
export { createDroppedParams, type DroppedParams } from "./translation/dropped-params.ts";
export {
  createFunctionCallIds,
  type FunctionCallIds,
  type ToolCallIdForm,
  toToolCallId,
  toToolInput,
} from "./translation/tool-calls.ts";
export {
  type ChosenTools,
  chosenTools,
  type FunctionDefinition,
  functionTools,
  isLegacy,
} from "./translation/tool-choice.ts";
export {
  createTransport,
  type ResponseHeaders,
  type Transport,
  type TransportOptions,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";
export { incompleteAnswer, toUpstreamError } from "./vendor-error.ts";
export type {
  ChunkReducer,
  EventDecoder,
  OutgoingRequest,
  StreamFraming,
  VendorError,
  VendorFailure,
  WireFormat,
  WireRequest,
} from "./wire-format.ts";
