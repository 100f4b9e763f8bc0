export { type Exchange, newCorrelationId } from "./exchange.ts";
export type { HubRequest, HubResponse, RequestBody, RequestHeaders } from "./http.ts";
export { createHub, type Hub, type HubOptions } from "./hub.ts";
export type { RoutingPolicy, VendorTraits } from "./routing/routing-policy.ts";
export {
  type BudgetedReserve,
  type BudgetedReserveOptions,
  createBudgetedReserve,
} from "./spending/create-budgeted-reserve.ts";
export { createGuard, type GuardOptions } from "./spending/create-guard.ts";
export type { SpendingLimit, SpendingPolicy } from "./spending/spending-policy.ts";
export { type Authenticate, anyone, bearerToken, invalidApiKey, type Principal } from "./stages/authenticate.ts";
export type { Guard, GuardPass } from "./stages/guard.ts";
export { type Inspect, type Inspection, passThrough, type Restorer } from "./stages/inspect.ts";
export { type Candidate, type Plan, type Route, routeTo } from "./stages/plan.ts";
export { alwaysAnew, createReplay, type Replay } from "./stages/replay.ts";
export { type Reserve, type Spending, type SpendingEnd, unlimited } from "./stages/reserve.ts";
export type { Settle, Settlement } from "./stages/settle.ts";
