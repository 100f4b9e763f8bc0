import { BudgetError } from "../budget-error.ts";
import { exactSum, withMarkup } from "../model/money.ts";
import type { Refusal, ReserveResult } from "../model/reservation.ts";
import type { Claim } from "../store.ts";
import { type Counter, hold, leftOf, readCounter, readStandings, roomAt, standingOf } from "./counters.ts";
import type { Hold, ReservationRow, Tables, WalletRow } from "./tables.ts";
import { emptyWallet, stateOf } from "./wallets.ts";

/** What a claim needs of one limit or wallet: so much, and so much for each token of output. */
interface Need {
  fixed: number;
  perToken: number;
}

/** When to ask again for room among the requests in flight: nobody knows when one of them ends. */
const CONCURRENT_RETRY_MS = 1_000;

/**
 * Reserves all of a claim or nothing, with as much output as every limit and the wallet afford.
 *
 * @throws BudgetError `duplicate_reservation`, `amount_out_of_range`
 */
export function reserve(tables: Tables, claim: Claim): ReserveResult {
  const existing = tables.findReservation(claim.id);
  if (existing) return repeatedReserve(tables, claim, existing);

  const { output } = claim;
  const counters = claim.limits.map((limit) => readCounter(tables, limit));
  const wallet = claim.wallet && (tables.findWallet(claim.wallet.id) ?? emptyWallet(claim.wallet.id));
  const walletNeed = needOfWallet(claim);
  const refusals: Refusal[] = [];
  let granted = output.upTo;
  const admit = (need: Need, left: number, refuse: (needed: number) => Refusal): void => {
    const needed = need.fixed + output.atLeast * need.perToken;
    if (needed > 0 && needed > left) refusals.push(refuse(needed));
    else if (need.perToken > 0) granted = Math.min(granted, Math.floor((left - need.fixed) / need.perToken));
  };

  if (wallet && !wallet.unlimited)
    admit(walletNeed, wallet.balance - wallet.reserved, (needed) => refusalOfWallet(wallet, needed));
  for (const counter of counters)
    admit(needOf(claim, counter), leftOf(counter), (needed) => refusalOf(tables, counter, needed));
  if (refusals.length > 0) {
    const standings = counters.filter(hasStanding).map(standingOf);
    return { ok: false, refusal: longest(refusals), standings, ...(wallet && { wallet: stateOf(wallet) }) };
  }
  granted = Math.max(granted, output.atLeast);

  const amountOf = ({ fixed, perToken }: Need): number => fixed + granted * perToken;
  const walletAmount = wallet ? amountOf(walletNeed) : 0;
  if (wallet && walletAmount > 0) {
    const reserved = exactSum(wallet.reserved, walletAmount);
    exactSum(wallet.balance, -reserved);
    wallet.reserved = reserved;
    tables.saveWallet(wallet);
  }
  const holds: Hold[] = [];
  for (const counter of counters.filter(hasStanding)) {
    const amount = amountOf(needOf(claim, counter));
    if (amount > 0) hold(tables, counter, amount);
    // Also where it holds nothing: what it comes to is counted there.
    holds.push({ limit: counter.limit, bucket: counter.window.bucket, amount });
  }
  const expiresAt = tables.now + claim.ttlMs;
  tables.saveReservation({
    id: claim.id,
    nonce: claim.nonce,
    state: "held",
    expiresAt,
    wallet: claim.wallet,
    walletAmount,
    requests: claim.requests,
    output: granted,
    upTo: output.upTo,
    holds,
    owed: { usd: 0, tokens: 0 },
    settled: { usd: 0, tokens: 0 },
    charged: 0,
    late: false,
  });
  return {
    ok: true,
    id: claim.id,
    output: granted,
    clamped: granted < output.upTo,
    expiresAt,
    standings: counters.filter(hasStanding).map(standingOf),
    ...(wallet && { wallet: stateOf(wallet) }),
  };
}

/** The same call once more, because its answer was lost, gives the same answer; another one's id is no reservation. */
function repeatedReserve(tables: Tables, claim: Claim, row: ReservationRow): ReserveResult {
  if (row.nonce !== claim.nonce || row.state !== "held")
    throw new BudgetError("duplicate_reservation", "This id has been used; give each request its own.", "id");
  const wallet = row.wallet && tables.findWallet(row.wallet.id);
  return {
    ok: true,
    id: row.id,
    output: row.output,
    clamped: row.output < row.upTo,
    expiresAt: row.expiresAt,
    standings: readStandings(tables, claim.limits),
    ...(wallet && { wallet: stateOf(wallet) }),
  };
}

const hasStanding = ({ limit }: Counter): boolean => limit.per !== "request";

function needOfWallet({ wallet, usd, output }: Claim): Need {
  const markup = wallet?.markup ?? 0;
  return { fixed: withMarkup(usd, markup), perToken: withMarkup(output.usdPerToken, markup) };
}

function needOf({ requests, tokens, usd, output }: Claim, { limit }: Counter): Need {
  switch (limit.resource) {
    case "requests":
      return { fixed: requests, perToken: 0 };
    case "tokens":
      return { fixed: tokens, perToken: 1 };
    case "usd":
      return { fixed: usd, perToken: output.usdPerToken };
  }
}

function refusalOfWallet({ id, balance, reserved }: WalletRow, needed: number): Refusal {
  const left = Math.max(0, balance - reserved);
  return { reason: "insufficient_balance", scope: id, needed, left, resetsAt: null, retryAfterMs: null };
}

function refusalOf(tables: Tables, counter: Counter, needed: number): Refusal {
  const { limit } = counter;
  const resetsAt = roomAt(counter, needed);
  const mayFit = limit.per === "concurrent" && needed <= limit.max;
  const retryAfterMs = resetsAt === null ? (mayFit ? CONCURRENT_RETRY_MS : null) : Math.max(1, resetsAt - tables.now);
  const left = Math.max(0, leftOf(counter));
  return { reason: "limit_exceeded", scope: limit.scope, limit, needed, left, resetsAt, retryAfterMs };
}

/** The refusal that lasts longest, so that who waits for it does not meet the next one; the first of equals. */
function longest(refusals: Refusal[]): Refusal {
  const durationOf = ({ retryAfterMs }: Refusal): number => retryAfterMs ?? Number.POSITIVE_INFINITY;
  return refusals.reduce((worst, refusal) => (durationOf(refusal) > durationOf(worst) ? refusal : worst));
}
