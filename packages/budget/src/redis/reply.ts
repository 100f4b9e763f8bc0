import type { Limit, LimitPeriod, LimitResource } from "../model/limit.ts";
import type { LedgerEntry } from "../model/wallet.ts";
import type { BucketRow, ReservationRow, WalletRow } from "../operations/tables.ts";
import type { Snapshot } from "../snapshot-tables.ts";

/** A number; a text where a client is set to leave them so. */
export type Told = string | number;
/** Lua's `true` and `false`. */
type Flag = Told | null;
type ToldWallet = [id: string, balance: Told, reserved: Told, unlimited: Flag, entries: Told];
type ToldCounter = [name: string, startsAndAmounts: Told[]];
type ToldHold = [counter: string, max: Told, bucket: Told, amount: Told];
type ToldReservation = [
  id: string,
  nonce: string,
  state: ReservationRow["state"],
  expiresAt: Told,
  wallet: string | null,
  markup: Told,
  walletAmount: Told,
  requests: Told,
  output: Told,
  upTo: Told,
  owedUsd: Told,
  owedTokens: Told,
  settledUsd: Told,
  settledTokens: Told,
  charged: Told,
  late: Flag,
  holds: ToldHold[],
];

/** What the scripts' `snapshot` tells: whether anything was changed, and how the rows are after that. */
export type ToldSnapshot = [
  done: Flag,
  now: Told,
  reservation: ToldReservation | null,
  wallet: ToldWallet | null,
  counters: ToldCounter[],
];

/** A ledger's entry but for its wallet. */
export type ToldEntry = [
  seq: Told,
  kind: LedgerEntry["kind"],
  usd: Told,
  balance: Told,
  key: string,
  reason: string,
  at: Told,
];

/** @param id the reservation that was asked for */
export function snapshotOf([, now, reservation, wallet, counters]: ToldSnapshot, id: string): Snapshot {
  const row = wallet && walletOf(wallet);
  return {
    now: Number(now),
    wallets: new Map(row ? [[row.id, row]] : []),
    counters: new Map(counters.map(([name, amounts]) => [name, bucketsOf(name, amounts)])),
    reservations: new Map([[id, reservation ? reservationOf(reservation) : undefined]]),
    expirable: [],
    credits: [],
  };
}

export function walletOf([id, balance, reserved, unlimited, entries]: ToldWallet): WalletRow {
  return {
    id,
    balance: Number(balance),
    reserved: Number(reserved),
    unlimited: unlimited !== null,
    entries: Number(entries),
  };
}

export function entryOf(wallet: string, [seq, kind, usd, balance, key, reason, at]: ToldEntry): LedgerEntry {
  return {
    wallet,
    seq: Number(seq),
    kind,
    usd: Number(usd),
    balance: Number(balance),
    key,
    reason,
    at: Number(at),
  };
}

function bucketsOf(counter: string, amounts: Told[]): BucketRow[] {
  const buckets: BucketRow[] = [];
  for (let index = 0; index < amounts.length; index += 3) {
    const [start, spent, reserved] = amounts.slice(index, index + 3).map(Number) as [number, number, number];
    // The script itself keeps when a bucket may be forgotten.
    buckets.push({ counter, start, spent, reserved, forgetAt: Number.POSITIVE_INFINITY });
  }
  return buckets;
}

function reservationOf(told: ToldReservation): ReservationRow {
  const [id, nonce, state, expiresAt, wallet, markup, walletAmount, requests, output, upTo, ...rest] = told;
  const [owedUsd, owedTokens, settledUsd, settledTokens, charged, late, holds] = rest;
  return {
    id,
    nonce,
    state,
    expiresAt: Number(expiresAt),
    wallet: wallet === null ? undefined : { id: wallet, markup: Number(markup) },
    walletAmount: Number(walletAmount),
    requests: Number(requests),
    output: Number(output),
    upTo: Number(upTo),
    holds: holds.map(([counter, max, bucket, amount]) => ({
      limit: limitOf(counter, Number(max)),
      bucket: Number(bucket),
      amount: Number(amount),
    })),
    owed: { usd: Number(owedUsd), tokens: Number(owedTokens) },
    settled: { usd: Number(settledUsd), tokens: Number(settledTokens) },
    charged: Number(charged),
    late: late !== null,
  };
}

/** The limit whose counter has this name: the inverse of counterKey. */
function limitOf(counter: string, max: number): Limit {
  const [, resource, per, rolling, scope] = /^(\w+)\/(\w+)(~?)\/(.*)$/s.exec(counter) as string[] as [
    string,
    LimitResource,
    LimitPeriod,
    string,
    string,
  ];
  return rolling ? { scope, resource, per, rolling: true, max } : { scope, resource, per, max };
}
