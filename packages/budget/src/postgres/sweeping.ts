import { NOW_MS } from "./load.ts";

/** Names reservations whose time is over, as the column `expired`. */
export function findExpired(schema: string, now: number | undefined, atMost: number): string {
  return `SELECT id AS expired FROM ${schema}.reservations WHERE held AND expires_at <= ${now ?? NOW_MS}
    ORDER BY expires_at LIMIT ${atMost}`;
}

/**
 * Deletes closed reservations and counters whose time is over, and gives the larger of their numbers as the column
 * `deleted`. What somebody is at work on is left for the next time.
 */
export function forget(schema: string, now: number | undefined, atMost: number): string {
  const over = (table: string, name: string, isOver: string, since: string): string =>
    `DELETE FROM ${schema}.${table} WHERE ${name} IN (
       SELECT ${name} FROM ${schema}.${table} WHERE ${isOver} AND ${since} <= ${now ?? NOW_MS}
       ORDER BY ${since} LIMIT ${atMost} FOR UPDATE SKIP LOCKED
     ) RETURNING 1`;
  return `WITH closed AS (${over("reservations", "id", "NOT held", "expires_at")}),
    unused AS (${over("counters", "name", "true", "forget_at")})
    SELECT greatest((SELECT count(*) FROM closed), (SELECT count(*) FROM unused))::int AS deleted`;
}
