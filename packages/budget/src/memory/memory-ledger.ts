import type { LedgerEntry } from "../model/wallet.ts";

/** One wallet's entries in memory. */
export interface MemoryLedger {
  append(entry: LedgerEntry): void;
  findCredit(key: string): LedgerEntry | undefined;
  read(after: number, atMost: number): LedgerEntry[];
}

/**
 * A ledger that does not grow without bound: beyond twice `keptCharges` entries the older charges become one entry that
 * carries their sum forward, so that the balance remains the sum of all. What the operator entered is kept for ever.
 */
export function createMemoryLedger(keptCharges: number): MemoryLedger {
  let entries: LedgerEntry[] = [];
  let charges = 0;
  const credits = new Map<string, LedgerEntry>();

  return {
    append(entry) {
      entries.push(entry);
      if (isCredit(entry)) credits.set(entry.key, entry);
      else charges += 1;
      if (charges <= 2 * keptCharges) return;
      entries = carryForward(entries, keptCharges);
      charges = keptCharges + 1;
    },
    findCredit: (key) => credits.get(key),
    read(after, atMost) {
      const page: LedgerEntry[] = [];
      for (let index = firstAfter(entries, after); index < entries.length && page.length < atMost; index += 1)
        page.push(entries[index] as LedgerEntry);
      return page;
    },
  };
}

const isCredit = ({ kind }: LedgerEntry): boolean => kind === "top_up" || kind === "adjustment";

/** Puts all charges but the last ones into one entry, which stands where the last of them stood. */
function carryForward(entries: readonly LedgerEntry[], keptCharges: number): LedgerEntry[] {
  const charges = entries.filter((entry) => !isCredit(entry));
  const last = charges[charges.length - keptCharges - 1] as LedgerEntry;
  const kept: LedgerEntry[] = [];
  let sum = 0;
  for (const entry of entries) {
    if (isCredit(entry) || entry.seq > last.seq) kept.push(entry);
    else sum += entry.usd;
    if (entry.seq === last.seq)
      kept.push({ ...entry, kind: "carried", usd: sum, key: "carried", reason: "older charges" });
  }
  return kept;
}

function firstAfter(entries: readonly LedgerEntry[], after: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as LedgerEntry).seq > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
