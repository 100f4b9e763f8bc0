export * from "./alerts/index.ts";
export { BUDGET_ERROR_CODES, BudgetError, type BudgetErrorCode, BudgetStoreError } from "./budget-error.ts";
export { type Budget, type BudgetOptions, createBudget } from "./create-budget.ts";
export * from "./idempotency/index.ts";
export * from "./loop-guard/index.ts";
export { createMemoryStore, type MemoryStoreOptions } from "./memory/memory-store.ts";
export { LIMIT_PERIODS, LIMIT_RESOURCES, type Limit, type LimitPeriod, type LimitResource } from "./model/limit.ts";
export { withMarkup } from "./model/money.ts";
export type {
  ExtendResult,
  Refusal,
  ReserveRequest,
  ReserveResult,
  SettleResult,
  Standing,
  SweepResult,
  Usage,
} from "./model/reservation.ts";
export type { CreditRequest, CreditResult, LedgerEntry, WalletState } from "./model/wallet.ts";
export { rateLimitHeaders } from "./rate-limit-headers.ts";
export { type RefusalError, refusalError } from "./refusal-error.ts";
export type { Amounts, BudgetStore, Claim, Credit } from "./store.ts";
