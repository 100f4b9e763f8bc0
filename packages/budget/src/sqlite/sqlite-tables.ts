import type { BucketRow, ReservationRow, Tables, WalletRow } from "../operations/tables.ts";
import type { Statements } from "./statements.ts";

/** Tables for the operations of one transaction. */
export interface SqliteTables extends Tables {
  /** Writes what has been saved, and forgets what was read: other processes write, too, when the transaction is over. */
  flush(): void;
}

/**
 * Tables over a transaction's statements. Each row is read once and written once, however many operations of the
 * transaction change it.
 */
export function createSqliteTables(statements: Statements, now: number): SqliteTables {
  const wallets = new Map<string, WalletRow | undefined>();
  const counters = new Map<string, BucketRow[]>();
  const reservations = new Map<string, ReservationRow | undefined>();
  const changed = {
    wallets: new Set<WalletRow>(),
    buckets: new Set<BucketRow>(),
    reservations: new Set<ReservationRow>(),
  };

  function bucketsOf(counter: string): BucketRow[] {
    let buckets = counters.get(counter);
    if (!buckets) {
      buckets = statements.findBuckets(counter);
      counters.set(counter, buckets);
    }
    return buckets;
  }
  function findReservation(id: string): ReservationRow | undefined {
    if (!reservations.has(id)) reservations.set(id, statements.findReservation(id));
    return reservations.get(id);
  }
  function write(): void {
    for (const row of changed.wallets) statements.saveWallet(row);
    for (const row of changed.buckets) statements.saveBucket(row);
    for (const row of changed.reservations) statements.saveReservation(row);
    for (const rows of Object.values(changed)) rows.clear();
  }

  return {
    now,
    findWallet(id) {
      if (!wallets.has(id)) wallets.set(id, statements.findWallet(id));
      return wallets.get(id);
    },
    saveWallet(row) {
      wallets.set(row.id, row);
      changed.wallets.add(row);
    },
    findBuckets: (counter, from) => bucketsOf(counter).filter(({ start }) => start >= from),
    findBucket: (counter, start) => bucketsOf(counter).find((bucket) => bucket.start === start),
    saveBucket(row) {
      const buckets = bucketsOf(row.counter);
      if (!buckets.includes(row)) {
        buckets.push(row);
        buckets.sort((left, right) => left.start - right.start);
      }
      changed.buckets.add(row);
    },
    deleteBucket(row) {
      counters.set(
        row.counter,
        bucketsOf(row.counter).filter((bucket) => bucket !== row),
      );
      changed.buckets.delete(row);
      statements.deleteBucket(row.counter, row.start);
    },
    findReservation,
    saveReservation(row) {
      reservations.set(row.id, row);
      changed.reservations.add(row);
    },
    findExpired(atMost) {
      write();
      return statements.findExpired(now, atMost).flatMap((id) => findReservation(id) ?? []);
    },
    forget(atMost) {
      write();
      reservations.clear();
      counters.clear();
      return statements.forget(now, atMost);
    },
    findCredit: statements.findCredit,
    appendEntry: statements.appendEntry,
    readLedger: statements.readLedger,
    flush: write,
  };
}
