import { counterKey } from "../model/limit.ts";
import type { ReservationRow } from "../operations/tables.ts";
import type { Changes, Snapshot } from "../snapshot-tables.ts";
import type { Quote } from "./load.ts";

/** Statements that write what has changed in a snapshot. A new reservation whose id is taken by now is an error. */
export function write(
  schema: string,
  { now, counters }: Snapshot,
  known: ReadonlySet<string>,
  changes: Changes,
  quote: Quote,
): string {
  const reservations = [...changes.reservations].map(recordOf);
  const table = (rows: readonly object[], columns: string): string =>
    `jsonb_to_recordset(${quote(JSON.stringify(rows))}::jsonb) AS x (${columns})`;
  const statements: [rows: readonly object[], statement: (rows: readonly object[]) => string][] = [
    [
      [...changes.wallets],
      (rows) => `UPDATE ${schema}.wallets w
        SET balance = x.balance, reserved = x.reserved, unlimited = x.unlimited, entries = x.entries
        FROM ${table(rows, "id text, balance bigint, reserved bigint, unlimited boolean, entries bigint")}
        WHERE w.id = x.id`,
    ],
    [
      [...changes.counters].map((name) => counterOf(name, counters, now)),
      (rows) => `UPDATE ${schema}.counters c SET buckets = x.buckets, forget_at = x.forget_at
        FROM ${table(rows, "name text, buckets jsonb, forget_at bigint")} WHERE c.name = x.name`,
    ],
    [
      reservations.filter(({ id }) => known.has(id)),
      (rows) => `UPDATE ${schema}.reservations r SET held = x.held, expires_at = x.expires_at, body = x.body
        FROM ${table(rows, "id text, held boolean, expires_at bigint, body jsonb")} WHERE r.id = x.id`,
    ],
    [
      reservations.filter(({ id }) => !known.has(id)),
      (rows) => `INSERT INTO ${schema}.reservations (id, held, expires_at, wallet, counters, body)
        SELECT x.id, x.held, x.expires_at, x.wallet, x.counters, x.body
        FROM ${table(rows, "id text, held boolean, expires_at bigint, wallet text, counters text[], body jsonb")}
        ORDER BY x.id COLLATE "C"`,
    ],
    [
      changes.entries,
      (rows) => `INSERT INTO ${schema}.ledger (wallet, seq, kind, usd, balance, key, reason, at)
        SELECT x.wallet, x.seq, x.kind, x.usd, x.balance, x.key, x.reason, x.at
        FROM ${table(
          rows,
          "wallet text, seq bigint, kind text, usd bigint, balance bigint, key text, reason text, at bigint",
        )}`,
    ],
  ];
  return statements.flatMap(([rows, statement]) => (rows.length > 0 ? [statement(rows)] : [])).join(";\n");
}

function counterOf(name: string, counters: Snapshot["counters"], now: number): object {
  const buckets = (counters.get(name) ?? []).filter(({ forgetAt }) => forgetAt > now);
  const forgetAt = Math.max(0, ...buckets.map((bucket) => bucket.forgetAt));
  return {
    name,
    buckets: buckets.map(({ start, spent, reserved, forgetAt }) => [start, spent, reserved, finiteOrNull(forgetAt)]),
    forget_at: finiteOrNull(forgetAt),
  };
}

function recordOf(row: ReservationRow) {
  return {
    id: row.id,
    held: row.state === "held",
    expires_at: row.expiresAt,
    wallet: row.wallet?.id ?? null,
    counters: row.holds.map(({ limit }) => counterKey(limit)),
    body: row,
  };
}

/** JSON has no infinity. */
const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
