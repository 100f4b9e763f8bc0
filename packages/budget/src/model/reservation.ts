import type { Limit } from "./limit.ts";
import type { WalletState } from "./wallet.ts";

/** A price or use: what limits count, and what a wallet pays (before its mark-up). */
export interface Usage {
  /** nano-USD at list price. Default 0. */
  usd?: number;
  /** Default 0. */
  tokens?: number;
}

/** What a request may cost at worst, and who pays. */
export interface ReserveRequest extends Usage {
  /** Names this one request; 1 to 128 characters, never used twice. */
  id: string;
  /** Who pays, and with which mark-up in basis points. Without it limits alone count. */
  wallet?: { id: string; markup?: number };
  /** All of them must have room. At most 64. */
  limits?: readonly Limit[];
  /** What it counts for limits of requests. Default 1. */
  requests?: number;
  /** What comes on top of `usd` and `tokens` for what is generated, and can be cut down to what is affordable. */
  output?: {
    /** The most tokens that are wanted. */
    upTo: number;
    /** With fewer the request is refused. Default 1. */
    atLeast?: number;
    /** nano-USD at list price for each, an integer: round up. */
    usdPerToken: number;
  };
  /** For how long it holds without a heartbeat, in ms: 1,000 to 86,400,000. Default 120,000. */
  ttlMs?: number;
}

/** Where a limit stands. */
export interface Standing {
  limit: Limit;
  /** What the window's settled requests came to. */
  spent: number;
  /** What its open reservations hold. */
  reserved: number;
  /** `max` less both, and not below zero. */
  left: number;
  /** When the window is empty again, in ms since the epoch; null where time alone does not empty it. */
  resetsAt: number | null;
}

/** Why a reservation was refused. Where several limits refuse, it is the one that will do so longest. */
export interface Refusal {
  reason: "insufficient_balance" | "limit_exceeded";
  /** The wallet's id, or the limit's scope. */
  scope: string;
  /** The limit, unless it was the wallet. */
  limit?: Limit;
  /** The least that would have been reserved, in what the limit counts; nano-USD with mark-up for a wallet. */
  needed: number;
  /** What is left of it, not below zero. */
  left: number;
  /** When there will be room if nothing else is reserved, in ms since the epoch; null where nobody can tell. */
  resetsAt: number | null;
  /** When to try again, in ms; null where waiting does not help. */
  retryAfterMs: number | null;
}

/** A reservation, or why there is none. */
export type ReserveResult =
  | {
      ok: true;
      id: string;
      /** How many tokens of output it covers. */
      output: number;
      /** Whether that is less than `upTo`. */
      clamped: boolean;
      /** When it is swept unless it is extended or closed, in ms since the epoch. */
      expiresAt: number;
      /** Where its limits stand, this reservation included. Limits per request have no standing. */
      standings: Standing[];
      wallet?: WalletState;
    }
  | { ok: false; refusal: Refusal; standings: Standing[]; wallet?: WalletState };

/** What a settlement came to. */
export interface SettleResult {
  /** nano-USD that the wallet was charged for this reservation in all, with mark-up; 0 without a wallet. */
  charged: number;
  /** What was settled. */
  usd: number;
  tokens: number;
  /** nano-USD by which `charged` exceeds what was reserved. */
  overrun: number;
  /** Whether it had been settled before: nothing has changed now, and the figures are those of the first time. */
  repeated: boolean;
  /** Whether it had been released or swept before. It is charged all the same. */
  late: boolean;
  /** Where its limits stand now. */
  standings: Standing[];
  wallet?: WalletState;
}

/** What a heartbeat came to. */
export interface ExtendResult {
  /** False: the reservation is no longer held. Stop what it pays for. */
  ok: boolean;
  /** When it is swept otherwise, in ms since the epoch; 0 when it is not held. */
  expiresAt: number;
}

/** What a sweep found. */
export interface SweepResult {
  /** Reservations that had expired with nothing owed. */
  released: number;
  /** Reservations that had expired and were charged what they owed. */
  charged: number;
  /** Whether there may be more: a sweep does a bounded amount of work. */
  more: boolean;
}
