import { counterKey } from "../model/limit.ts";
import type { LedgerEntry } from "../model/wallet.ts";
import type { Needs } from "../needs.ts";
import type { BucketRow, ReservationRow, WalletRow } from "../operations/tables.ts";
import type { Changes, Snapshot } from "../snapshot-tables.ts";
import { keys } from "./keys.ts";
import type { KeyvWrite, StrictKeyv } from "./keyv-client.ts";

type StoredBucket = [start: number, spent: number, reserved: number, forgetAt: number | null];

/**
 * Reads the rows that an operation needs.
 *
 * @param forgottenAt the time of the last sweep: what was over by then counts as gone
 * @throws BudgetStoreError
 */
export async function readRows(keyv: StrictKeyv, needs: Needs, now: number, forgottenAt: number): Promise<Snapshot> {
  const ids = [...needs.reservations, ...needs.closing];
  const reservations = new Map<string, ReservationRow | undefined>();
  for (const [index, row] of (await readJson<ReservationRow>(keyv, ids.map(keys.reservation))).entries())
    reservations.set(
      ids[index] as string,
      row && (row.state === "held" || row.expiresAt > forgottenAt) ? row : undefined,
    );

  const closing = needs.closing.flatMap((id) => reservations.get(id) ?? []);
  const walletIds = [...new Set([...needs.wallets, ...closing.flatMap(({ wallet }) => wallet?.id ?? [])])];
  const names = [
    ...new Set([...needs.counters, ...closing.flatMap((row) => row.holds.map(({ limit }) => counterKey(limit)))]),
  ];
  const wallets = await readJson<WalletRow>(keyv, walletIds.map(keys.wallet));
  const counters = await readJson<StoredBucket[]>(keyv, names.map(keys.counter));
  const credits = await readJson<LedgerEntry>(
    keyv,
    needs.credits.map(({ wallet, key }) => keys.credit(wallet, key)),
  );
  return {
    now,
    wallets: new Map(walletIds.map((id, index) => [id, wallets[index]])),
    counters: new Map(names.map((name, index) => [name, bucketsOf(name, counters[index] ?? [], forgottenAt)])),
    reservations,
    expirable: needs.expirable,
    credits: credits.flatMap((entry) => entry ?? []),
  };
}

/** A page of a wallet's ledger. @throws BudgetStoreError */
export async function readEntries(
  keyv: StrictKeyv,
  wallet: string,
  after: number,
  atMost: number,
): Promise<LedgerEntry[]> {
  const [row] = await readJson<WalletRow>(keyv, [keys.wallet(wallet)]);
  const count = Math.max(0, Math.min(atMost, (row?.entries ?? 0) - after));
  const names = Array.from({ length: count }, (_, index) => keys.entry(wallet, after + 1 + index));
  return (await readJson<LedgerEntry>(keyv, names)).flatMap((entry) => entry ?? []);
}

/** What has to be written for what operations have changed in a snapshot. */
export function writesOf({ now, counters }: Snapshot, changes: Changes): KeyvWrite[] {
  const writes: KeyvWrite[] = [];
  for (const row of changes.wallets) writes.push({ key: keys.wallet(row.id), value: JSON.stringify(row) });
  for (const name of changes.counters) writes.push(writeOfCounter(name, counters.get(name) ?? [], now));
  for (const row of changes.reservations) {
    const ttl = row.state === "held" ? {} : { ttlMs: Math.max(1, row.expiresAt - now) };
    writes.push({ key: keys.reservation(row.id), value: JSON.stringify(row), ...ttl });
  }
  for (const entry of changes.entries) {
    const value = JSON.stringify(entry);
    writes.push({ key: keys.entry(entry.wallet, entry.seq), value });
    if (entry.kind === "top_up" || entry.kind === "adjustment")
      writes.push({ key: keys.credit(entry.wallet, entry.key), value });
  }
  return writes;
}

async function readJson<Row>(keyv: StrictKeyv, names: readonly string[]): Promise<(Row | undefined)[]> {
  if (names.length === 0) return [];
  const values = await keyv.read(names);
  return values.map((value) => (value === undefined ? undefined : (JSON.parse(value) as Row)));
}

function bucketsOf(counter: string, stored: readonly StoredBucket[], forgottenAt: number): BucketRow[] {
  return stored
    .map(([start, spent, reserved, forgetAt]) => ({
      counter,
      start,
      spent,
      reserved,
      forgetAt: forgetAt ?? Number.POSITIVE_INFINITY,
    }))
    .filter(({ forgetAt }) => forgetAt > forgottenAt);
}

function writeOfCounter(name: string, buckets: readonly BucketRow[], now: number): KeyvWrite {
  const key = keys.counter(name);
  if (buckets.length === 0) return { key, value: null };
  const stored = buckets.map(
    ({ start, spent, reserved, forgetAt }): StoredBucket => [
      start,
      spent,
      reserved,
      Number.isFinite(forgetAt) ? forgetAt : null,
    ],
  );
  const last = Math.max(...buckets.map(({ forgetAt }) => forgetAt));
  return { key, value: JSON.stringify(stored), ...(Number.isFinite(last) && { ttlMs: Math.max(1, last - now) }) };
}
