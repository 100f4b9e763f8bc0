export { ChatChunk, ChunkChoice, Delta, ToolCallDelta } from "./chat-chunk.ts";
export {
  AssistantAnswer,
  ChatCompletion,
  Choice,
  CustomToolCall,
  FinishReason,
  FunctionToolCall,
  Logprobs,
  ThinkingBlock,
  ToolCall,
  UrlCitation,
} from "./chat-completion.ts";
export {
  AssistantMessage,
  AudioPart,
  ChatMessage,
  DeveloperMessage,
  FilePart,
  FunctionMessage,
  ImagePart,
  RefusalPart,
  SystemMessage,
  TextPart,
  ToolMessage,
  UserMessage,
  UserPart,
} from "./chat-message.ts";
export {
  ChatRequest,
  CustomTool,
  FunctionTool,
  maxOutputTokens,
  parseChatRequest,
  ReasoningEffort,
  ResponseFormat,
  Tool,
  ToolChoice,
} from "./chat-request.ts";
export { type ChunkFolder, createChunkFolder, foldChunks } from "./fold-chunks.ts";
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorEnvelope,
  HubError,
  type HubErrorOptions,
  toHubError,
} from "./hub-error.ts";
export {
  assertSafeJson,
  isJsonObject,
  type JsonBounds,
  type JsonObject,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  type ParseJsonOptions,
  parseJson,
  tryParseJson,
} from "./json.ts";
export { Moderation, ModerationResult } from "./moderation.ts";
export { MAX_MESSAGES } from "./request-size.ts";
export { createSseDecoder, type SseDecoder, type SseDecoderOptions, type SseEvent } from "./sse-decoder.ts";
export { encodeSseComment, encodeSseEvent, encodeSseJson, SSE_DONE } from "./sse-encoder.ts";
export { Usage } from "./usage.ts";
