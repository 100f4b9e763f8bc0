import { AuditError } from "../audit-error.ts";
import { AUDIT_OUTCOMES } from "../record/audit-record.ts";
import type { StoreListQuery, StoreUsageQuery } from "../store.ts";
import {
  type AuditEntry,
  type AuditScope,
  type CutQuery,
  type ListQuery,
  USAGE_GROUPS,
  type UsageQuery,
} from "./queries.ts";

const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;
const MAX_ID_LENGTH = 256;
const CURSOR = /^(\d{1,15})-(\d{1,15})$/;

/** @throws AuditError `invalid_argument` */
export function checkList({
  account,
  project,
  keyId,
  outcome,
  from,
  to,
  after,
  limit = DEFAULT_PAGE,
}: ListQuery): StoreListQuery {
  if (outcome !== undefined && !AUDIT_OUTCOMES.includes(outcome))
    throw wrong("outcome", `must be one of ${AUDIT_OUTCOMES.join(", ")}`);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw wrong("limit", `must be an integer from 1 to ${MAX_PAGE}`);
  return {
    ...checkScope({ account, project, keyId }),
    ...checkSpan(from, to),
    outcome,
    after: checkCursor(after),
    limit,
  };
}

/** @throws AuditError `invalid_argument` */
export function checkUsageQuery({ account, project, keyId, groupBy, from, to }: UsageQuery): StoreUsageQuery {
  if (!USAGE_GROUPS.includes(groupBy)) throw wrong("groupBy", `must be one of ${USAGE_GROUPS.join(", ")}`);
  return { ...checkScope({ account, project, keyId }), ...checkSpan(from, to), groupBy };
}

/** @throws AuditError `invalid_argument` */
export function checkCut({ account, before }: CutQuery): CutQuery {
  return { account: account === undefined ? undefined : checkAccount(account), before: checkTime(before, "before") };
}

/** @throws AuditError `invalid_argument` */
export function checkLookup(correlationId: string, scope: AuditScope): void {
  checkId(correlationId, "correlationId");
  checkScope(scope);
}

/** @throws AuditError `invalid_argument` */
export function checkAccount(account: string): string {
  return checkId(account, "account");
}

/** What to give as `after` for the entries that come after this one. */
export function cursorAfter(entry: AuditEntry | undefined): string | null {
  return entry ? `${entry.record.time}-${entry.seq}` : null;
}

function checkCursor(after: string | undefined): StoreListQuery["after"] {
  if (after === undefined) return undefined;
  const [, time, seq] = (typeof after === "string" && CURSOR.exec(after)) || [];
  if (time === undefined) throw wrong("after", "must be the `next` of a page");
  return { time: Number(time), seq: Number(seq) };
}

function checkScope({ account, project, keyId }: AuditScope): AuditScope {
  return {
    account: checkAccount(account),
    project: project === undefined ? undefined : checkId(project, "project"),
    keyId: keyId === undefined ? undefined : checkId(keyId, "keyId"),
  };
}

function checkSpan(from = 0, to: number = Number.MAX_SAFE_INTEGER): { from: number; to: number } {
  return { from: checkTime(from, "from"), to: checkTime(to, "to") };
}

function checkTime(time: number, param: string): number {
  if (!Number.isSafeInteger(time) || time < 0) throw wrong(param, "must be a time in whole ms since the epoch");
  return time + 0;
}

/** Text as no record can have it finds nothing, but must not upset a store: NUL, half a surrogate pair. */
function checkId(id: string, param: string): string {
  if (typeof id !== "string" || id.length === 0 || id.length > MAX_ID_LENGTH || /[^\x20-\x7e]/.test(id))
    throw wrong(param, `must be an id of 1 to ${MAX_ID_LENGTH} characters`);
  return id;
}

function wrong(param: string, must: string): AuditError {
  return new AuditError("invalid_argument", `\`${param}\` ${must}.`, { param });
}
