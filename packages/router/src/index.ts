export type { Candidate, Filtered, FilterReason, Plan, Step, StepReason, Strategy } from "./candidate.ts";
export { type Classification, type Classify, classifyByStatus } from "./classify-by-status.ts";
export type { Clock } from "./clock.ts";
export { createRouter, type Router, type RouterOptions } from "./create-router.ts";
export type { HealthReport } from "./health/health.ts";
export type { HealthRecord } from "./health/health-record.ts";
export type { HealthStore } from "./health/sharing.ts";
export { RoutingError } from "./routing-error.ts";
export type { Attempt, AttemptContext, AttemptReport, Outcome, RunOptions } from "./run.ts";
