export type { CounterStore } from "./counter-store.ts";
export {
  type ConversationCeiling,
  type ConversationCeilingOptions,
  createConversationCeiling,
} from "./create-conversation-ceiling.ts";
export {
  createLoopGuard,
  type LoopContext,
  type LoopGuard,
  type LoopGuardOptions,
  type LoopPass,
} from "./create-loop-guard.ts";
export { createSpendVelocity, type SpendVelocity, type SpendVelocityOptions } from "./create-spend-velocity.ts";
export type { GuardFinding } from "./guard-finding.ts";
export type { GuardedMessage, GuardedRequest } from "./guarded-request.ts";
export { createMemoryCounterStore, type MemoryCounterOptions } from "./memory-counter-store.ts";
