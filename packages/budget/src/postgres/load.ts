import type { LedgerEntry } from "../model/wallet.ts";
import type { Needs } from "../needs.ts";
import type { BucketRow, ReservationRow, WalletRow } from "../operations/tables.ts";
import type { Snapshot } from "../snapshot-tables.ts";

/** Makes a text a literal in SQL, as the connection does. */
export type Quote = (text: string) => string;

/** The result of one statement. */
export interface StatementResult {
  rows: Record<string, unknown>[];
}

/** Rows as the server tells them; a bucket is its start, spent, reserved and forgetAt. */
interface Loaded {
  now: number;
  wallets: WalletRow[];
  counters: [name: string, buckets: [number, number, number, number | null][]][];
  reservations: ReservationRow[];
  credits: LedgerEntry[];
}

/** The server's time in ms since the epoch, at the moment it is asked. */
export const NOW_MS = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/**
 * Statements that lock rows and then read them. Every transaction locks reservations before wallets before counters,
 * and each of them in the order of their names, so that none ever waits for one that waits for it. Wallets and counters
 * that do not exist yet are created to be locked. The conflict's update never happens, but locks the row.
 */
export function lockAndRead(schema: string, needs: Needs, quote: Quote): string {
  const named = [...needs.reservations, ...needs.closing];
  const lock = (table: string, name: string, names: string | undefined): string =>
    names === undefined
      ? ""
      : `INSERT INTO ${schema}.${table} (${name}) SELECT n FROM (${names}) AS named (n) ORDER BY n COLLATE "C"
         ON CONFLICT (${name}) DO UPDATE SET ${name} = excluded.${name} WHERE false;`;
  return `
    SELECT id AS locked FROM ${schema}.reservations WHERE id = ANY(${list(named, quote)}) ORDER BY id FOR UPDATE;
    ${lock("wallets", "id", walletNames(schema, needs, quote))}
    ${lock("counters", "name", counterNames(schema, needs, quote))}
    ${read(schema, needs, quote)}`;
}

/** One statement that reads rows, as one JSON text. */
export function read(schema: string, needs: Needs, quote: Quote): string {
  const all = (what: string, from: string): string => `(SELECT coalesce(json_agg(${what}), '[]') FROM ${from})`;
  const nothing = "'[]'::json";
  const wallets = walletNames(schema, needs, quote);
  const counters = counterNames(schema, needs, quote);
  const named = [...needs.reservations, ...needs.closing];
  const credits = needs.credits.map(({ wallet, key }) => `(${quote(wallet)}, ${quote(key)})`);
  return `SELECT json_build_object(
    'now', ${NOW_MS},
    'wallets', ${wallets ? all("w", `${schema}.wallets w WHERE w.id IN (${wallets})`) : nothing},
    'counters', ${
      counters
        ? all("json_build_array(c.name, c.buckets)", `${schema}.counters c WHERE c.name IN (${counters})`)
        : nothing
    },
    'reservations', ${
      named.length > 0 ? all("r.body", `${schema}.reservations r WHERE r.id = ANY(${list(named, quote)})`) : nothing
    },
    'credits', ${
      credits.length > 0
        ? all(
            "l",
            `${schema}.ledger l
             WHERE (l.wallet, l.key) IN (${credits.join(", ")}) AND l.kind IN ('top_up', 'adjustment')`,
          )
        : nothing
    })::text AS snapshot`;
}

/** One statement that reads a page of a ledger, as one JSON text. */
export function readLedger(schema: string, wallet: string, after: number, atMost: number, quote: Quote): string {
  return `SELECT coalesce(json_agg(l ORDER BY l.seq), '[]')::text AS ledger FROM (
    SELECT * FROM ${schema}.ledger WHERE wallet = ${quote(wallet)} AND seq > ${after} ORDER BY seq LIMIT ${atMost}
  ) AS l`;
}

/**
 * The snapshot out of the results of `lockAndRead` or `read`. A reservation that came into being between the lock and
 * the reading counts as not there.
 *
 * @param now replaces the server's time
 */
export function snapshotOf(results: readonly StatementResult[], needs: Needs, now: number | undefined): Snapshot {
  const text = columnOf(results, "snapshot")[0];
  const loaded = JSON.parse(text as string) as Loaded;
  const locked = new Set(columnOf(results, "locked"));
  const named = [...needs.reservations, ...needs.closing];
  return {
    now: now ?? loaded.now,
    wallets: byName(needs.wallets, loaded.wallets),
    counters: new Map([
      ...needs.counters.map((name): [string, BucketRow[]] => [name, []]),
      ...loaded.counters.map(([name, buckets]): [string, BucketRow[]] => [
        name,
        buckets.map((bucket) => bucketOf(name, bucket)),
      ]),
    ]),
    reservations: byName(
      named,
      loaded.reservations.filter(({ id }) => locked.has(id)),
    ),
    expirable: needs.expirable,
    credits: loaded.credits,
  };
}

/** What a column holds, in whichever of the results has it. */
export function columnOf(results: readonly StatementResult[], column: string): unknown[] {
  return results.flatMap(({ rows }) => rows.filter((row) => column in row).map((row) => row[column]));
}

/** Rows by their ids; those that are not there are undefined. */
function byName<Row extends { id: string }>(
  names: readonly string[],
  rows: readonly Row[],
): Map<string, Row | undefined> {
  const found = new Map<string, Row | undefined>(names.map((name) => [name, undefined]));
  for (const row of rows) found.set(row.id, row);
  return found;
}

function bucketOf(
  counter: string,
  [start, spent, reserved, forgetAt]: [number, number, number, number | null],
): BucketRow {
  return { counter, start, spent, reserved, forgetAt: forgetAt ?? Number.POSITIVE_INFINITY };
}

function walletNames(schema: string, { wallets, closing }: Needs, quote: Quote): string | undefined {
  const held = `SELECT wallet FROM ${schema}.reservations
    WHERE id = ANY(${list(closing, quote)}) AND wallet IS NOT NULL`;
  return union(wallets, closing, held, quote);
}

function counterNames(schema: string, { counters, closing }: Needs, quote: Quote): string | undefined {
  const held = `SELECT unnest(counters) FROM ${schema}.reservations WHERE id = ANY(${list(closing, quote)})`;
  return union(counters, closing, held, quote);
}

/** A query for names, each once; undefined where there are none. */
function union(names: readonly string[], closing: readonly string[], held: string, quote: Quote): string | undefined {
  if (names.length === 0 && closing.length === 0) return undefined;
  const given = `SELECT unnest(${list(names, quote)})`;
  return closing.length === 0 ? given : `${given} UNION ${held}`;
}

function list(names: readonly string[], quote: Quote): string {
  return `ARRAY[${names.map(quote).join(", ")}]::text[]`;
}
