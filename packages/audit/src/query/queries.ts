import type { AuditOutcome, AuditRecord } from "../record/audit-record.ts";

/** A record with its place in the chain. */
export interface AuditEntry {
  /** Null until the record has come from the journal into the store. */
  seq: number | null;
  /** SHA-256 as 64 hex digits; null as `seq`. */
  hash: string | null;
  record: AuditRecord;
}

/** Which records, the newest first. */
export interface ListQuery {
  account: string;
  project?: string | undefined;
  keyId?: string | undefined;
  outcome?: AuditOutcome | undefined;
  /** From this time on, in ms since the epoch. */
  from?: number | undefined;
  /** Before this time. */
  to?: number | undefined;
  /** The `next` of the page before. */
  after?: string | undefined;
  /** 1 to 1,000; default 100. */
  limit?: number | undefined;
}

/** Some of the records that were asked for. */
export interface AuditPage {
  entries: AuditEntry[];
  /** Gives the next page as `after`; null where this is the last. */
  next: string | null;
}

/** Whose records may be seen: what is given must be the record's own. */
export interface AuditScope {
  account: string;
  project?: string | undefined;
  keyId?: string | undefined;
}

/** What usage can be told apart by. */
export const USAGE_GROUPS = ["key", "project", "model", "vendor", "day"] as const;

/** What usage can be told apart by; `model` is `vendor/model` as it was asked in the end, `day` a date in UTC. */
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Which usage. */
export interface UsageQuery {
  account: string;
  groupBy: UsageGroup;
  project?: string | undefined;
  keyId?: string | undefined;
  /** From this time on, in ms since the epoch. */
  from?: number | undefined;
  /** Before this time. */
  to?: number | undefined;
}

/** The sums over one group's records. */
export interface UsageRow {
  /** The key's id, project, model, vendor or day (`2026-11-22`); null where a record has none. */
  group: string | null;
  requests: number;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  /** nano-USD. */
  cost: number;
  /** nano-USD. */
  charged: number;
  /** How many things were hidden. */
  redactions: number;
  /** Requests that inspection or policy has stopped. */
  blocks: number;
  /** Requests of outcome `failed`. */
  failures: number;
}

/** Which records to delete for their age. */
export interface CutQuery {
  /** Default: every account. */
  account?: string | undefined;
  /** Records of before this time, in ms since the epoch, up to the first that is not. */
  before: number;
}
