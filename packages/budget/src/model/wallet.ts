/** A wallet. What can be spent of it is `balance` less `reserved`. */
export interface WalletState {
  id: string;
  /** nano-USD: the sum of its ledger's entries. */
  balance: number;
  /** nano-USD that open reservations hold. */
  reserved: number;
  /** Whether it refuses nothing. It is counted all the same. */
  unlimited: boolean;
}

/** Credit or debit by the operator. */
export interface CreditRequest {
  /** The wallet's id, 1 to 256 characters; it comes into being with its first entry. */
  wallet: string;
  /** nano-USD. A top-up is positive, an adjustment either. */
  usd: number;
  /** Makes it happen once: a second call with the same key gives the first entry. 1 to 128 characters. */
  key: string;
  /** For people; 1 to 512 characters. */
  reason: string;
}

/** One line of a wallet's ledger. Lines are only ever appended. */
export interface LedgerEntry {
  wallet: string;
  /** 1, 2, 3, … within the wallet. */
  seq: number;
  /** `correction`: a settlement after the sweep differed from what the sweep had charged. `carried`: many old charges in one. */
  kind: "top_up" | "adjustment" | "charge" | "correction" | "carried";
  /** nano-USD; charges are negative. */
  usd: number;
  /** The wallet's balance after it. */
  balance: number;
  /** The operator's key, or the reservation's id. */
  key: string;
  reason: string;
  /** ms since the epoch. */
  at: number;
}

/** What a top-up or adjustment came to. */
export interface CreditResult {
  entry: LedgerEntry;
  wallet: WalletState;
  /** Whether the key had been used before, and nothing has changed now. */
  repeated: boolean;
}
