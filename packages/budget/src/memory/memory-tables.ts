import type { LedgerEntry } from "../model/wallet.ts";
import type { BucketRow, ReservationRow, Tables, WalletRow } from "../operations/tables.ts";
import { createClosedReservations } from "./closed-reservations.ts";
import { createMemoryLedger, type MemoryLedger } from "./memory-ledger.ts";

/** How many counters one sweep looks through for buckets whose time is over. */
const COUNTERS_VISITED = 20_000;

/** Everything that tables in memory hold. */
export interface MemoryRows {
  wallets: Map<string, WalletRow>;
  /** Each counter's buckets by their beginnings, mostly one. */
  counters: Map<string, BucketRow[]>;
  held: Map<string, ReservationRow>;
  ledgers: Map<string, MemoryLedger>;
}

/** Tables in memory; `now` is set before each operation. */
export interface MemoryTables extends Tables {
  now: number;
  readonly rows: MemoryRows;
}

/** @param keptCharges how many charges a wallet's ledger keeps apart before old ones are carried forward as one entry */
export function createMemoryTables(keptCharges: number): MemoryTables {
  const rows: MemoryRows = {
    wallets: new Map(),
    counters: new Map(),
    held: new Map(),
    ledgers: new Map(),
  };
  const { wallets, counters, held, ledgers } = rows;
  // Those that were swept are remembered for much longer than the others.
  const closed = createClosedReservations();
  const swept = createClosedReservations();
  let nextCounters = counters.keys();

  return {
    rows,
    now: 0,
    findWallet: (id) => wallets.get(id),
    saveWallet: (row) => wallets.set(row.id, row),
    findBuckets: (counter, from) => counters.get(counter)?.filter(({ start }) => start >= from) ?? [],
    findBucket: (counter, start) => counters.get(counter)?.find((bucket) => bucket.start === start),
    saveBucket(row) {
      const buckets = counters.get(row.counter);
      if (!buckets) counters.set(row.counter, [row]);
      else if (!buckets.includes(row)) {
        buckets.push(row);
        buckets.sort((left, right) => left.start - right.start);
      }
    },
    deleteBucket: ({ counter, start }) => removeBuckets(counters, counter, (bucket) => bucket.start === start),
    findReservation: (id) => held.get(id) ?? closed.find(id) ?? swept.find(id),
    saveReservation(row) {
      if (row.state === "held") {
        held.set(row.id, row);
        return;
      }
      held.delete(row.id);
      (row.state === "swept" ? swept : closed).add(row);
    },
    findExpired(atMost) {
      const expired: ReservationRow[] = [];
      for (const row of held.values()) {
        if (row.expiresAt <= this.now) expired.push(row);
        if (expired.length === atMost) break;
      }
      return expired;
    },
    forget() {
      closed.forget(this.now);
      swept.forget(this.now);
      // Another part of the counters in each sweep, so that none takes long.
      for (let visited = 0; visited < COUNTERS_VISITED; visited += 1) {
        const { value: counter, done } = nextCounters.next();
        if (done) {
          nextCounters = counters.keys();
          break;
        }
        removeBuckets(counters, counter, ({ forgetAt }) => forgetAt <= this.now);
      }
      return false;
    },
    findCredit: (wallet, key) => ledgers.get(wallet)?.findCredit(key),
    appendEntry(entry: LedgerEntry) {
      let ledger = ledgers.get(entry.wallet);
      if (!ledger) {
        ledger = createMemoryLedger(keptCharges);
        ledgers.set(entry.wallet, ledger);
      }
      ledger.append(entry);
    },
    readLedger: (wallet, after, atMost) => ledgers.get(wallet)?.read(after, atMost) ?? [],
  };
}

function removeBuckets(
  counters: Map<string, BucketRow[]>,
  counter: string,
  isOver: (bucket: BucketRow) => boolean,
): void {
  const buckets = counters.get(counter) ?? [];
  const kept = buckets.filter((bucket) => !isOver(bucket));
  if (kept.length === 0) counters.delete(counter);
  else if (kept.length < buckets.length) counters.set(counter, kept);
}
