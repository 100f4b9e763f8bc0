import { BudgetError } from "../budget-error.ts";
import { counterKey } from "../model/limit.ts";
import { withMarkup } from "../model/money.ts";
import type { ExtendResult, SettleResult, SweepResult } from "../model/reservation.ts";
import { windowAt } from "../model/window.ts";
import type { Amounts } from "../store.ts";
import { newBucket, readStandings } from "./counters.ts";
import type { Hold, ReservationRow, Tables } from "./tables.ts";
import { emptyWallet, post, stateOf } from "./wallets.ts";

/** How long a closed reservation is remembered, so that closing it again has no second effect. */
export const REMEMBER_CLOSED_MS = 300_000;
/** How long a swept one is, so that a request that outlived its reservation is still charged. */
export const REMEMBER_SWEPT_MS = 86_400_000;
/** How many reservations a sweep closes, and how many rows of each kind it forgets. */
export const SWEEP_SIZE = 200;

const NOTHING: Amounts = { usd: 0, tokens: 0 };

/**
 * Charges a reservation what its request really came to, once, and gives the rest back.
 *
 * @throws BudgetError `unknown_reservation`
 */
export function settle(tables: Tables, id: string, actual: Amounts): SettleResult {
  const row = tables.findReservation(id);
  if (!row)
    throw new BudgetError(
      "unknown_reservation",
      "There is no such reservation, or it was closed long ago; record this charge by an adjustment if it is due.",
      "id",
    );
  const repeated = row.state === "settled";
  if (!repeated) {
    const late = row.state !== "held";
    close(tables, row, "settled", actual);
    row.late = late;
    row.expiresAt = tables.now + REMEMBER_CLOSED_MS;
    tables.saveReservation(row);
  }
  const wallet = row.wallet && (tables.findWallet(row.wallet.id) ?? emptyWallet(row.wallet.id));
  return {
    charged: row.charged,
    usd: row.settled.usd,
    tokens: row.settled.tokens,
    overrun: Math.max(0, row.charged - row.walletAmount),
    repeated,
    late: row.late,
    standings: readStandings(
      tables,
      row.holds.map(({ limit }) => limit),
    ),
    ...(wallet && { wallet: stateOf(wallet) }),
  };
}

/** Gives everything back. True if it was held. */
export function release(tables: Tables, id: string): boolean {
  const row = tables.findReservation(id);
  if (row?.state !== "held") return false;
  close(tables, row, "released", NOTHING);
  row.expiresAt = tables.now + REMEMBER_CLOSED_MS;
  tables.saveReservation(row);
  return true;
}

/** A heartbeat: holds it for longer, and raises what it is charged if nobody closes it. */
export function extend(tables: Tables, id: string, ttlMs: number, owed: Amounts): ExtendResult {
  const row = tables.findReservation(id);
  if (row?.state !== "held") return { ok: false, expiresAt: 0 };
  row.expiresAt = Math.max(row.expiresAt, tables.now + ttlMs);
  row.owed = { usd: Math.max(row.owed.usd, owed.usd), tokens: Math.max(row.owed.tokens, owed.tokens) };
  tables.saveReservation(row);
  return { ok: true, expiresAt: row.expiresAt };
}

/** Closes expired reservations: what is owed is charged, where nothing is owed nothing is. Forgets what is over. */
export function sweep(tables: Tables): SweepResult {
  const expired = tables.findExpired(SWEEP_SIZE);
  let charged = 0;
  for (const row of expired) {
    if (isOwed(row.owed)) charged += 1;
    close(tables, row, "swept", row.owed);
    row.expiresAt = tables.now + REMEMBER_SWEPT_MS;
    tables.saveReservation(row);
  }
  const more = tables.forget(SWEEP_SIZE) || expired.length === SWEEP_SIZE;
  return { released: expired.length - charged, charged, more };
}

const isOwed = ({ usd, tokens }: Amounts): boolean => usd > 0 || tokens > 0;

/** Brings a reservation to a state and to what it is charged there, wherever it was before. */
function close(tables: Tables, row: ReservationRow, state: "settled" | "released" | "swept", actual: Amounts): void {
  const counted = (in_: ReservationRow["state"], amounts: Amounts): Amounts & { requests: number } => ({
    ...amounts,
    requests: in_ === "settled" || (in_ === "swept" && isOwed(amounts)) ? row.requests : 0,
  });
  const before = counted(row.state, row.settled);
  const after = counted(state, actual);
  const held = row.state === "held";
  const reason = state === "swept" ? "owed, never settled" : held ? "settled" : "settled late";
  chargeWallet(tables, row, held ? row.walletAmount : 0, actual.usd, reason);
  for (const line of row.holds)
    recount(tables, line, held ? line.amount : 0, after[line.limit.resource] - before[line.limit.resource]);
  row.state = state;
  row.settled = actual;
}

function recount(tables: Tables, { limit, bucket: start }: Hold, released: number, spent: number): void {
  const counter = counterKey(limit);
  const existing = tables.findBucket(counter, start);
  // What counts in no window any more need not be counted; while its bucket is there, it is, for clocks that are behind.
  if (!existing && start < windowAt(limit, tables.now).from) return;
  const bucket = existing ?? newBucket(counter, limit, start);
  bucket.reserved -= released;
  if (limit.per !== "concurrent") bucket.spent = Math.min(bucket.spent + spent, Number.MAX_SAFE_INTEGER);
  if (bucket.reserved === 0 && bucket.spent === 0) tables.deleteBucket(bucket);
  else tables.saveBucket(bucket);
}

function chargeWallet(tables: Tables, row: ReservationRow, released: number, usd: number, reason: string): void {
  if (!row.wallet) return;
  const wallet = tables.findWallet(row.wallet.id) ?? emptyWallet(row.wallet.id);
  const total = withMarkup(usd, row.wallet.markup);
  const difference = total - row.charged;
  if (difference !== 0) {
    const kind = row.charged === 0 ? "charge" : "correction";
    post(tables, wallet, { kind, usd: -difference, key: row.id, reason });
  }
  row.charged = total;
  if (released === 0) return;
  wallet.reserved -= released;
  tables.saveWallet(wallet);
}
