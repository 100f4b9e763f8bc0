export type { AnswerRestorer } from "./answer-restorer.ts";
export {
  type ChatRedaction,
  type ChatRedactor,
  type ChatRedactorOptions,
  createChatRedactor,
  type RedactChatOptions,
} from "./chat-redactor.ts";
export type { ChunkRestorer } from "./chunk-restorer.ts";
export type { MediaKind } from "./leaves.ts";
export type { Media, MediaReader, MediaReading } from "./media.ts";
