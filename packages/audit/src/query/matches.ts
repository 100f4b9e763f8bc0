import type { AuditRecord } from "../record/audit-record.ts";
import type { AuditScope } from "./queries.ts";

/** Whether a record may be seen from a scope. */
export function isInScope(record: AuditRecord, { account, project, keyId }: AuditScope): boolean {
  return (
    record.account === account &&
    (project === undefined || record.project === project) &&
    (keyId === undefined || record.keyId === keyId)
  );
}
