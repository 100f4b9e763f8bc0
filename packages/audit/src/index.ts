export type { Audit, AuditOptions } from "./audit.ts";
export { AUDIT_ERROR_CODES, AuditError, type AuditErrorCode, AuditStoreError } from "./audit-error.ts";
export { deriveSigningKey, loadSigningKey, type SigningKey, type VerifyingKey } from "./chain/signing-key.ts";
export type { Checkpoint, Cut, Signed } from "./chain/statement.ts";
export { createAudit } from "./create-audit.ts";
export { type VerifyOptions, type VerifyProblem, type VerifyResult, verifyExport } from "./export/verify-export.ts";
export { VERIFY_PROBLEMS } from "./export/verify-problem.ts";
export { createMemoryStore } from "./memory/memory-store.ts";
export {
  type AuditEntry,
  type AuditPage,
  type AuditScope,
  type CutQuery,
  type ListQuery,
  USAGE_GROUPS,
  type UsageGroup,
  type UsageQuery,
  type UsageRow,
} from "./query/queries.ts";
export {
  AUDIT_OUTCOMES,
  type AuditOutcome,
  type AuditRecord,
  type AuditRoute,
  type AuditUsage,
  type KindCounts,
  type NewAuditRecord,
} from "./record/audit-record.ts";
export type {
  AppendGroup,
  AuditStore,
  ChainChanges,
  ChainHead,
  ChainLink,
  ChainOutline,
  CutStep,
  SealedRecord,
  StoreListQuery,
  StoreUsageQuery,
} from "./store.ts";
