export type { Answer, IdempotencyRefusal } from "./answer.ts";
export type { AnswerStore } from "./answer-store.ts";
export {
  createIdempotency,
  type Idempotency,
  type IdempotencyOptions,
  type IdempotentRequest,
  type Refused,
  type RepeatedAnswer,
} from "./create-idempotency.ts";
export type { Leader, StreamRecorder } from "./leader.ts";
export { createMemoryAnswerStore, type MemoryAnswerOptions } from "./memory-answer-store.ts";
