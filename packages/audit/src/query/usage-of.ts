import type { AuditRecord } from "../record/audit-record.ts";
import type { UsageGroup, UsageRow } from "./queries.ts";

/** What of a record is looked for and summed up, apart from its text. */
export interface RecordColumns {
  time: number;
  correlationId: string;
  project: string | null;
  keyId: string | null;
  outcome: string;
  vendor: string | null;
  /** `vendor/model`. */
  model: string | null;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  cost: number;
  charged: number;
  redactions: number;
}

/** The columns of a record. */
export function columnsOf(record: AuditRecord): RecordColumns {
  const { time, correlationId, project, keyId, outcome, route, usage, cost, charged, redactions } = record;
  return {
    time,
    correlationId,
    project,
    keyId,
    outcome,
    vendor: route?.vendor ?? null,
    model: route && `${route.vendor}/${route.model}`,
    promptTokens: usage?.prompt ?? 0,
    completionTokens: usage?.completion ?? 0,
    cachedTokens: usage?.cached ?? 0,
    reasoningTokens: usage?.reasoning ?? 0,
    cost: cost ?? 0,
    charged: charged ?? 0,
    redactions: Object.values(redactions).reduce((sum, count) => sum + count, 0),
  };
}

/** The group that a record belongs to. */
export function groupOf({ keyId, project, model, vendor, time }: RecordColumns, groupBy: UsageGroup): string | null {
  switch (groupBy) {
    case "key":
      return keyId;
    case "project":
      return project;
    case "model":
      return model;
    case "vendor":
      return vendor;
    case "day":
      return dayOf(time);
  }
}

/** The day of a time in UTC: `2026-11-22`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The usage of one record. */
export function usageOf(columns: RecordColumns, groupBy: UsageGroup): UsageRow {
  const { outcome, promptTokens, completionTokens, cachedTokens, reasoningTokens, cost, charged, redactions } = columns;
  return {
    group: groupOf(columns, groupBy),
    requests: 1,
    promptTokens,
    completionTokens,
    cachedTokens,
    reasoningTokens,
    cost,
    charged,
    redactions,
    blocks: outcome === "blocked" ? 1 : 0,
    failures: outcome === "failed" ? 1 : 0,
  };
}
