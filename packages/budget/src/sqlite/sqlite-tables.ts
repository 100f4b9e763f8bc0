import type { BucketRow, ReservationRow, Tables, WalletRow } from "../operations/tables.ts";
import type { Statements } from "./statements.ts";

/** Tables for operations within transactions. */
export interface SqliteTables extends Tables {
  /**
   * Begins with a transaction. What earlier ones have read is still true as long as nobody else has written.
   *
   * @param now ms since the epoch
   * @param version changes when others write; `undefined` where nobody can tell
   */
  begin(now: number, version: number | undefined): void;
  /** Writes what has been saved. */
  flush(): void;
  /** Forgets everything, after a transaction that was undone. */
  reset(): void;
}

/** So many rows of a kind are remembered from one transaction to the next. */
const MAX_REMEMBERED = 2_000;

// Maps and sets are made anew, and nothing is taken out of them: the tables that one outgrows or leaves empty point to
// those that follow, and would keep every row alive until the next full garbage collection.

function nothingRead() {
  return {
    wallets: new Map<string, WalletRow | undefined>(),
    counters: new Map<string, BucketRow[]>(),
    reservations: new Map<string, ReservationRow | undefined>(),
  };
}

function nothingChanged() {
  return {
    wallets: new Set<WalletRow>(),
    buckets: new Set<BucketRow>(),
    reservations: new Set<ReservationRow>(),
  };
}

/**
 * Tables over a database's statements. Each row is read once and written once, however many operations of a transaction
 * change it, and is not read again for the next transaction where nobody else can have changed it.
 */
export function createSqliteTables(statements: Statements): SqliteTables {
  let { wallets, counters, reservations } = nothingRead();
  let changed = nothingChanged();
  let now = 0;
  let knownVersion: number | undefined;

  function bucketsOf(counter: string): BucketRow[] {
    let buckets = counters.get(counter);
    if (!buckets) {
      buckets = statements.findBuckets(counter);
      counters.set(counter, buckets);
    }
    return buckets;
  }
  function findReservation(id: string): ReservationRow | undefined {
    if (!reservations.has(id)) reservations.set(id, statements.findReservation(id, now));
    return reservations.get(id);
  }
  function write(): void {
    for (const row of changed.wallets) statements.saveWallet(row);
    for (const row of changed.buckets) statements.saveBucket(row);
    for (const row of changed.reservations) statements.saveReservation(row);
    changed = nothingChanged();
  }
  function reset(): void {
    ({ wallets, counters, reservations } = nothingRead());
    changed = nothingChanged();
  }

  return {
    get now() {
      return now;
    },
    begin(time, version) {
      now = time;
      const isFull = Math.max(wallets.size, counters.size, reservations.size) > MAX_REMEMBERED;
      if (version === undefined || version !== knownVersion || isFull) reset();
      knownVersion = version;
    },
    reset,
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
      reset();
      return statements.forget(now, atMost);
    },
    findCredit: statements.findCredit,
    appendEntry: statements.appendEntry,
    readLedger: statements.readLedger,
    flush: write,
  };
}
