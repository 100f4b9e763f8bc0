import type { Limit } from "../model/limit.ts";
import type { LedgerEntry, WalletState } from "../model/wallet.ts";
import type { Amounts } from "../store.ts";

/** A wallet as it is kept. */
export interface WalletRow extends WalletState {
  /** `seq` of its last ledger entry. */
  entries: number;
}

/** What one bucket of a counter has come to. */
export interface BucketRow {
  counter: string;
  /** When it begins, in ms since the epoch; 0 for one that is not bound to time. */
  start: number;
  spent: number;
  reserved: number;
  /** In ms since the epoch, or Infinity. */
  forgetAt: number;
}

/** What a reservation holds of one limit, and in which bucket. */
export interface Hold {
  limit: Limit;
  bucket: number;
  amount: number;
}

/** A reservation as it is kept: while it is held, and for a while after. */
export interface ReservationRow {
  id: string;
  nonce: string;
  state: "held" | "settled" | "released" | "swept";
  /** When it is swept, while it is held; when it is forgotten, afterwards. In ms since the epoch. */
  expiresAt: number;
  wallet: { id: string; markup: number } | undefined;
  /** nano-USD that it holds, or held, of the wallet. */
  walletAmount: number;
  requests: number;
  /** The output granted, and what was wanted. */
  output: number;
  upTo: number;
  holds: readonly Hold[];
  /** What it is charged if it expires. */
  owed: Amounts;
  /** What it has been charged so far: at list price, and to the wallet. */
  settled: Amounts;
  charged: number;
  /** Whether it was released or swept before it was settled. */
  late: boolean;
}

/**
 * What the operations read and write, within one transaction. A row that is read may be changed and saved. An operation
 * throws before it has changed anything.
 */
export interface Tables {
  /** ms since the epoch. */
  readonly now: number;
  findWallet(id: string): WalletRow | undefined;
  saveWallet(row: WalletRow): void;
  /** The buckets of a counter that begin at `from` or later, in their order. */
  findBuckets(counter: string, from: number): BucketRow[];
  findBucket(counter: string, start: number): BucketRow | undefined;
  saveBucket(row: BucketRow): void;
  deleteBucket(row: BucketRow): void;
  findReservation(id: string): ReservationRow | undefined;
  saveReservation(row: ReservationRow): void;
  /** Held reservations whose time is over, at most this many. */
  findExpired(atMost: number): ReservationRow[];
  /** Deletes closed reservations and buckets whose time is over, at most this many of each; true if there may be more. */
  forget(atMost: number): boolean;
  /** A top-up or adjustment by its key. */
  findCredit(wallet: string, key: string): LedgerEntry | undefined;
  appendEntry(entry: LedgerEntry): void;
  readLedger(wallet: string, after: number, atMost: number): LedgerEntry[];
}
