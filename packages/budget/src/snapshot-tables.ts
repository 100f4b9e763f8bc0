import type { LedgerEntry } from "./model/wallet.ts";
import type { BucketRow, ReservationRow, Tables, WalletRow } from "./operations/tables.ts";

/** Rows as a server has them, and the names of those that were asked for, so that what is not there is known. */
export interface Snapshot {
  /** ms since the epoch. */
  now: number;
  wallets: Map<string, WalletRow | undefined>;
  counters: Map<string, BucketRow[]>;
  reservations: Map<string, ReservationRow | undefined>;
  /** Which reservations a sweep may close. */
  expirable: readonly string[];
  credits: readonly LedgerEntry[];
}

/** What operations have changed in a snapshot, and so has to be written. */
export interface Changes {
  wallets: Set<WalletRow>;
  /** Counters by their names, with all of their buckets. */
  counters: Set<string>;
  reservations: Set<ReservationRow>;
  entries: LedgerEntry[];
}

/**
 * Tables over a snapshot of a server's rows.
 *
 * Reading a row that was never asked for is a mistake in what was asked, not an empty table: it throws.
 */
export function createSnapshotTables(snapshot: Snapshot): Tables & { readonly changes: Changes } {
  const { now, wallets, counters, reservations, expirable } = snapshot;
  const changes: Changes = {
    wallets: new Set(),
    counters: new Set(),
    reservations: new Set(),
    entries: [],
  };
  const bucketsOf = (counter: string): BucketRow[] => known(counters, counter) ?? [];
  const isCredit = ({ kind }: LedgerEntry): boolean => kind === "top_up" || kind === "adjustment";

  return {
    now,
    changes,
    findWallet: (id) => known(wallets, id),
    saveWallet(row) {
      wallets.set(row.id, row);
      changes.wallets.add(row);
    },
    findBuckets: (counter, from) => bucketsOf(counter).filter(({ start }) => start >= from),
    findBucket: (counter, start) => bucketsOf(counter).find((bucket) => bucket.start === start),
    saveBucket(row) {
      const buckets = bucketsOf(row.counter);
      if (!buckets.includes(row)) buckets.push(row);
      buckets.sort((left, right) => left.start - right.start);
      counters.set(row.counter, buckets);
      changes.counters.add(row.counter);
    },
    deleteBucket({ counter, start }) {
      const kept = bucketsOf(counter).filter((bucket) => bucket.start !== start);
      counters.set(counter, kept);
      changes.counters.add(counter);
    },
    findReservation: (id) => known(reservations, id),
    saveReservation(row) {
      reservations.set(row.id, row);
      changes.reservations.add(row);
    },
    findExpired: (atMost) =>
      expirable
        .map((id) => known(reservations, id))
        .filter((row) => row?.state === "held" && row.expiresAt <= now)
        .slice(0, atMost) as ReservationRow[],
    // The server deletes rows that nobody has read.
    forget: () => false,
    findCredit: (wallet, key) =>
      [...snapshot.credits, ...changes.entries].find(
        (entry) => entry.wallet === wallet && entry.key === key && isCredit(entry),
      ),
    appendEntry: (entry) => changes.entries.push(entry),
    readLedger() {
      throw new Error("a ledger is read from the server itself");
    },
  };
}

function known<Row>(rows: Map<string, Row>, name: string): Row | undefined {
  if (!rows.has(name)) throw new Error("an operation has read a row that was not loaded");
  return rows.get(name);
}
