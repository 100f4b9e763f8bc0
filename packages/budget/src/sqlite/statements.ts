import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { LedgerEntry } from "../model/wallet.ts";
import { REMEMBER_CLOSED_MS } from "../operations/close.ts";
import type { BucketRow, ReservationRow, WalletRow } from "../operations/tables.ts";

type SqlRow = Record<string, SQLOutputValue>;

/** The rows of a database, read and written one by one. Statements are prepared once. */
export interface Statements {
  findWallet(id: string): WalletRow | undefined;
  saveWallet(row: WalletRow): void;
  /** All buckets of a counter, in their order. */
  findBuckets(counter: string): BucketRow[];
  saveBucket(row: BucketRow): void;
  deleteBucket(counter: string, start: number): void;
  findReservation(id: string, now: number): ReservationRow | undefined;
  saveReservation(row: ReservationRow): void;
  findExpired(now: number, atMost: number): string[];
  /** True if there may be more. */
  forget(now: number, atMost: number): boolean;
  findCredit(wallet: string, key: string): LedgerEntry | undefined;
  appendEntry(entry: LedgerEntry): void;
  readLedger(wallet: string, after: number, atMost: number): LedgerEntry[];
}

const ENTRY = "SELECT wallet, seq, kind, usd, balance, key, reason, at FROM budget_ledger";

export function prepareStatements(database: DatabaseSync): Statements {
  const wallet = database.prepare("SELECT balance, reserved, unlimited, entries FROM budget_wallets WHERE id = ?");
  const putWallet = database.prepare("INSERT OR REPLACE INTO budget_wallets VALUES (?, ?, ?, ?, ?)");
  const buckets = database.prepare(
    "SELECT start, spent, reserved, forget_at FROM budget_buckets WHERE counter = ? ORDER BY start",
  );
  const putBucket = database.prepare("INSERT OR REPLACE INTO budget_buckets VALUES (?, ?, ?, ?, ?)");
  const dropBucket = database.prepare("DELETE FROM budget_buckets WHERE counter = ? AND start = ?");
  const reservation = database.prepare(
    `SELECT body FROM budget_reservations WHERE id = ?1
      UNION ALL SELECT body FROM budget_closed WHERE period = ?2 + 1 AND id = ?1
      UNION ALL SELECT body FROM budget_closed WHERE period = ?2 AND id = ?1`,
  );
  const putReservation = database.prepare("INSERT OR REPLACE INTO budget_reservations VALUES (?, ?, ?, ?)");
  const dropReservation = database.prepare("DELETE FROM budget_reservations WHERE id = ?");
  const putClosed = database.prepare("INSERT OR REPLACE INTO budget_closed VALUES (?, ?, ?)");
  const expired = database.prepare("SELECT id FROM budget_reservations WHERE held = 1 AND expires_at <= ? LIMIT ?");
  const forgetSwept = database.prepare(
    `DELETE FROM budget_reservations WHERE id IN
      (SELECT id FROM budget_reservations WHERE held = 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?)`,
  );
  const forgetClosed = database.prepare(
    `DELETE FROM budget_closed WHERE (period, id) IN
      (SELECT period, id FROM budget_closed WHERE period < ? ORDER BY period, id LIMIT ?)`,
  );
  const forgetBuckets = database.prepare(
    `DELETE FROM budget_buckets WHERE (counter, start) IN
      (SELECT counter, start FROM budget_buckets WHERE forget_at <= ? ORDER BY forget_at LIMIT ?)`,
  );
  const credit = database.prepare(`${ENTRY} WHERE wallet = ? AND key = ? AND kind IN ('top_up', 'adjustment')`);
  const putEntry = database.prepare("INSERT INTO budget_ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const entries = database.prepare(`${ENTRY} WHERE wallet = ? AND seq > ? ORDER BY seq LIMIT ?`);

  return {
    findWallet(id) {
      const row = wallet.get(id);
      return row && ({ ...row, id, unlimited: row.unlimited === 1 } as WalletRow);
    },
    saveWallet({ id, balance, reserved, unlimited, entries: count }) {
      putWallet.run(id, balance, reserved, unlimited ? 1 : 0, count);
    },
    findBuckets: (counter) => buckets.all(counter).map((row) => bucketOf(counter, row)),
    saveBucket({ counter, start, spent, reserved, forgetAt }) {
      putBucket.run(counter, start, spent, reserved, Number.isFinite(forgetAt) ? forgetAt : null);
    },
    deleteBucket(counter, start) {
      dropBucket.run(counter, start);
    },
    findReservation(id, now) {
      const row = reservation.get(id, periodOf(now));
      return row && (JSON.parse(row.body as string) as ReservationRow);
    },
    saveReservation(row) {
      const { id, state, expiresAt } = row;
      const body = JSON.stringify(row);
      if (state === "held" || state === "swept") {
        putReservation.run(id, state === "held" ? 1 : 0, expiresAt, body);
      } else {
        dropReservation.run(id);
        putClosed.run(periodOf(expiresAt), id, body);
      }
    },
    findExpired: (now, atMost) => expired.all(now, atMost).map(({ id }) => id as string),
    forget(now, atMost) {
      const forgotten = [
        forgetSwept.run(now, atMost),
        forgetClosed.run(periodOf(now), atMost),
        forgetBuckets.run(now, atMost),
      ];
      return forgotten.some(({ changes }) => Number(changes) === atMost);
    },
    findCredit: (id, key) => entryOf(credit.get(id, key)),
    appendEntry(entry) {
      putEntry.run(entry.wallet, entry.seq, entry.kind, entry.usd, entry.balance, entry.key, entry.reason, entry.at);
    },
    readLedger: (id, after, atMost) =>
      entries.all(id, after, atMost).map((row) => ({ ...row }) as unknown as LedgerEntry),
  };
}

/** Closed reservations are remembered for one period: they are found in the one that is, or the next. */
const periodOf = (time: number): number => Math.floor(time / REMEMBER_CLOSED_MS);

function bucketOf(counter: string, row: SqlRow): BucketRow {
  return {
    counter,
    start: row.start as number,
    spent: row.spent as number,
    reserved: row.reserved as number,
    forgetAt: (row.forget_at as number | null) ?? Number.POSITIVE_INFINITY,
  };
}

/** A row comes without a prototype. */
const entryOf = (row: SqlRow | undefined): LedgerEntry | undefined => row && ({ ...row } as unknown as LedgerEntry);
