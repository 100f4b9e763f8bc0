export { type Exchange, newCorrelationId } from "./exchange.ts";
export type { HubRequest, HubResponse, RequestBody, RequestHeaders } from "./http.ts";
export { createHub, type Hub, type HubOptions } from "./hub.ts";
export { type Authenticate, anyone, invalidApiKey, type Principal } from "./stages/authenticate.ts";
export { type Inspect, type Inspection, passThrough, type Restorer } from "./stages/inspect.ts";
export { type Candidate, type Plan, planByName, resolveModel } from "./stages/plan.ts";
export { type Reservation, type Reserve, unlimited } from "./stages/reserve.ts";
export type { Settle, Settlement } from "./stages/settle.ts";
