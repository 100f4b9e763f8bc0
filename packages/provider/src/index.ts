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
export { type RareFeature, unsupported } from "./openai-compatible/rare-features.ts";
export type { OpenAICompatibleSpec } from "./openai-compatible/spec.ts";
export type {
  AccessKeyCredential,
  AccessTokenCredential,
  ApiKeyCredential,
  ChunkIterator,
  Credential,
  Provider,
  ProviderCall,
  ProviderCompletion,
  ProviderModel,
  ProviderStream,
  ServiceAccountCredential,
} from "./provider.ts";
export { parseRetryAfter } from "./retry-after.ts";
export { createAnswerId } from "./translation/answer-id.ts";
export { assertSomethingSaid, type Turn, toToolMessages, turnOf } from "./translation/conversation.ts";
export { type DataUrl, decodeText, parseDataUrl, sniffMediaType, toBase64 } from "./translation/data-url.ts";
export { createDroppedParams, type DroppedParams } from "./translation/dropped-params.ts";
export { readFileData } from "./translation/file-data.ts";
export { type AnswerShape, reasonToStop } from "./translation/finish-reason.ts";
export { invalidValue } from "./translation/invalid-value.ts";
export { reportNestedFields } from "./translation/nested-fields.ts";
export { assertOneTextAnswer } from "./translation/one-text-answer.ts";
export {
  type AskedSchema,
  jsonInstruction,
  type OutputMeans,
  type OutputPlan,
  planOutput,
  reportLooseOutput,
} from "./translation/output-plan.ts";
export {
  type Effort,
  isSignedBy,
  nearestEffort,
  nearestLevel,
  type ReasoningLevel,
  reasoningBudget,
} from "./translation/reasoning.ts";
export { passThrough, TRANSLATED_FIELDS } from "./translation/request-fields.ts";
export { boundedSampling, type SamplingRules, stopSequences } from "./translation/sampling.ts";
export { hasCircle } from "./translation/schema-circle.ts";
export { createStreamedCalls, type StreamedCall, type StreamedCalls } from "./translation/streamed-calls.ts";
export { type ToolCallIdForm, toToolCallId, toToolInput } from "./translation/tool-calls.ts";
export {
  type ChosenTools,
  chosenTools,
  type FunctionDefinition,
  functionTools,
  isLegacy,
  toInputSchema,
} from "./translation/tool-choice.ts";
export { reportUnknownFields, reportUnusable } from "./translation/unknown-fields.ts";
export { type CountsBesideCache, usageFrom } from "./translation/usage.ts";
export { addAll, countOf, isEmpty, naturalOr, textOf } from "./translation/values.ts";
export {
  type Answer,
  type AnswerForm,
  addText,
  addToolCall,
  createAnswer,
  shapeOf,
  toMessage,
} from "./translation/whole-answer.ts";
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
