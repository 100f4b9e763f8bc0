import type { Checkpoint, Signed } from "../chain/statement.ts";
import type { AuditRecord } from "../record/audit-record.ts";
import type { ChainHead, ChainLink } from "../store.ts";
import type { AuditEntry, UsageRow } from "./queries.ts";

/** A row as a database gives it: integers may be numbers, bigints or text. */
export type Row = Record<string, unknown>;

/** A signed statement out of its JSON. */
export function signedOf<Statement>(text: unknown): Signed<Statement> {
  return JSON.parse(String(text)) as Signed<Statement>;
}

/** A head out of a row of `signed` and `checkpoint_time`. */
export function headOf({ signed, checkpoint_time }: Row): ChainHead {
  return { signed: signedOf<Checkpoint>(signed), checkpointTime: Number(checkpoint_time) };
}

/** A record out of a row of `seq`, `hash` and `body`. */
export function entryOf({ seq, hash, body }: Row): AuditEntry {
  return { seq: Number(seq), hash: String(hash), record: JSON.parse(String(body)) as AuditRecord };
}

/** A link out of a row of `seq`, `prev`, `hash`, `body` and a checkpoint's `signed`. */
export function linkOf({ seq, prev, hash, body, signed }: Row): ChainLink {
  return {
    seq: Number(seq),
    prev: String(prev),
    hash: String(hash),
    body: String(body),
    checkpoint: signed === null ? undefined : signedOf<Checkpoint>(signed),
  };
}

/** Sums out of a row of `group` and the sums by their names. */
export function usageRow({ group, ...sums }: Row): UsageRow {
  const numbers = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number(sum)]));
  return { ...(numbers as unknown as Omit<UsageRow, "group">), group: group === null ? null : String(group) };
}

/** The last of the oldest records that are all of before a time; `rows` have `seq`, `hash` and `time`. */
export function lastOld(rows: readonly Row[], before: number): { upToSeq: number; hash: string } | undefined {
  const young = rows.findIndex(({ time }) => Number(time) >= before);
  const last = (young < 0 ? rows : rows.slice(0, young)).at(-1);
  return last && { upToSeq: Number(last.seq), hash: String(last.hash) };
}
