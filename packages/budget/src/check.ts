import { BudgetError } from "./budget-error.ts";
import { counterKey, LIMIT_PERIODS, LIMIT_RESOURCES, type Limit } from "./model/limit.ts";
import { MAX_AMOUNT, MAX_MARKUP } from "./model/money.ts";
import type { ReserveRequest, Usage } from "./model/reservation.ts";
import type { CreditRequest } from "./model/wallet.ts";
import { ROLLING } from "./model/window.ts";
import type { Amounts, Claim, Credit } from "./store.ts";

const MAX_SCOPE_LENGTH = 256;
const MAX_ID_LENGTH = 128;
const MAX_REASON_LENGTH = 512;
const MAX_LIMITS = 64;
const MAX_REQUESTS = 1_000_000;
const MAX_OUTPUT_TOKENS = 1_000_000_000;
const DEFAULT_TTL_MS = 120_000;
const MIN_TTL_MS = 1_000;
const MAX_TTL_MS = 86_400_000;
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1_000;
const NO_OUTPUT: Claim["output"] = { upTo: 0, atLeast: 0, usdPerToken: 0 };

/** A reservation's request with every default filled in. @throws BudgetError */
export function checkReserve(request: ReserveRequest, nonce: string): Claim {
  const { usd, tokens } = checkUsage(request, "");
  const { id, wallet, limits = [], requests = 1, ttlMs } = request;
  const output = request.output === undefined ? NO_OUTPUT : checkOutput(request.output);
  // Far beyond the bound doubles are not exact, but still beyond it.
  if (usd + output.upTo * output.usdPerToken > MAX_AMOUNT || tokens + output.upTo > MAX_AMOUNT)
    throw new BudgetError(
      "amount_out_of_range",
      `A reservation may come to ${MAX_AMOUNT} nano-USD or tokens at most; lower \`output.upTo\`.`,
      "output.upTo",
    );
  return {
    id: checkId(id),
    nonce,
    ttlMs: checkTtl(ttlMs),
    wallet: wallet === undefined ? undefined : checkPayer(wallet),
    limits: checkLimits(limits),
    requests: checkInteger(requests, 0, MAX_REQUESTS, "requests"),
    tokens,
    usd,
    output,
  };
}

function checkOutput(output: NonNullable<ReserveRequest["output"]>): Claim["output"] {
  const { upTo, atLeast, usdPerToken } = checkObject(output, "output");
  const most = checkInteger(upTo, 0, MAX_OUTPUT_TOKENS, "output.upTo");
  return {
    upTo: most,
    atLeast: checkInteger(atLeast ?? Math.min(1, most), 0, most, "output.atLeast"),
    usdPerToken: checkInteger(usdPerToken, 0, MAX_AMOUNT, "output.usdPerToken"),
  };
}

function checkPayer(wallet: NonNullable<ReserveRequest["wallet"]>): Claim["wallet"] {
  const { id, markup = 0 } = checkObject(wallet, "wallet");
  return { id: checkScope(id, "wallet.id"), markup: checkInteger(markup, 0, MAX_MARKUP, "wallet.markup") };
}

/** Limits, of those that share a counter the lowest. @throws BudgetError */
export function checkLimits(limits: readonly Limit[]): Limit[] {
  if (!Array.isArray(limits) || limits.length > MAX_LIMITS)
    throw wrong("limits", `must be a list of at most ${MAX_LIMITS}`);
  const lowest = new Map<string, Limit>();
  for (const [index, given] of limits.entries()) {
    const limit = checkLimit(given, `limits[${index}]`);
    const key = counterKey(limit);
    const other = lowest.get(key);
    if (!other || limit.max < other.max) lowest.set(key, limit);
  }
  return [...lowest.values()];
}

function checkLimit(limit: Limit, name: string): Limit {
  const { scope, resource, per, rolling = false, max } = checkObject(limit, name);
  checkScope(scope, `${name}.scope`);
  if (!LIMIT_RESOURCES.includes(resource))
    throw wrong(`${name}.resource`, `must be one of ${LIMIT_RESOURCES.join(", ")}`);
  if (!LIMIT_PERIODS.includes(per)) throw wrong(`${name}.per`, `must be one of ${LIMIT_PERIODS.join(", ")}`);
  if (typeof rolling !== "boolean" || (rolling && !ROLLING[per]))
    throw wrong(`${name}.rolling`, `may be true per ${Object.keys(ROLLING).join(", ")} only`);
  checkInteger(max, 0, Number.MAX_SAFE_INTEGER, `${name}.max`);
  return rolling ? { scope, resource, per, rolling, max } : { scope, resource, per, max };
}

/** nano-USD and tokens. @throws BudgetError */
export function checkUsage(usage: Usage, name: string): Amounts {
  const { usd = 0, tokens = 0 } = checkObject(usage, name || "request");
  const prefix = name === "" ? "" : `${name}.`;
  return {
    usd: checkInteger(usd, 0, MAX_AMOUNT, `${prefix}usd`),
    tokens: checkInteger(tokens, 0, MAX_AMOUNT, `${prefix}tokens`),
  };
}

/** A top-up or adjustment. @throws BudgetError */
export function checkCredit(request: CreditRequest, kind: Credit["kind"]): Credit {
  const { wallet, usd, key, reason } = checkObject(request, "request");
  return {
    wallet: checkScope(wallet, "wallet"),
    kind,
    usd: checkInteger(usd, kind === "top_up" ? 1 : -MAX_AMOUNT, MAX_AMOUNT, "usd"),
    key: checkText(key, MAX_ID_LENGTH, "key"),
    reason: checkText(reason, MAX_REASON_LENGTH, "reason"),
  };
}

/** A reservation's id. @throws BudgetError */
export function checkId(id: string): string {
  return checkText(id, MAX_ID_LENGTH, "id");
}

/** The name of a wallet or scope. @throws BudgetError */
export function checkScope(scope: string, name: string): string {
  return checkText(scope, MAX_SCOPE_LENGTH, name);
}

/** How long a reservation holds, in ms. @throws BudgetError */
export function checkTtl(ttlMs: number = DEFAULT_TTL_MS): number {
  return checkInteger(ttlMs, MIN_TTL_MS, MAX_TTL_MS, "ttlMs");
}

/** Which entries of a ledger. @throws BudgetError */
export function checkLedgerPage({ after = 0, limit = DEFAULT_PAGE }: { after?: number; limit?: number }) {
  return {
    after: checkInteger(after, 0, Number.MAX_SAFE_INTEGER, "after"),
    limit: checkInteger(limit, 1, MAX_PAGE, "limit"),
  };
}

/** @throws BudgetError */
export function checkBoolean(value: boolean, name: string): boolean {
  if (typeof value !== "boolean") throw wrong(name, "must be true or false");
  return value;
}

function checkObject<Value extends object>(value: Value, name: string): Value {
  if (typeof value !== "object" || value === null) throw wrong(name, "must be an object");
  return value;
}

function checkInteger(value: number, least: number, most: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw wrong(name, `must be an integer from ${least} to ${most}`);
  // No minus zero: it is another value on the way through JSON and SQL.
  return value + 0;
}

/** Not-empty text without NUL (PostgreSQL stores none) and lone surrogates (no encoding has them). */
function checkText(value: string, maxLength: number, name: string): string {
  if (typeof value !== "string" || value.length === 0 || value.length > maxLength)
    throw wrong(name, `must be text of 1 to ${maxLength} characters`);
  if (value.includes("\0") || !value.isWellFormed()) throw wrong(name, "must not hold NUL or half a surrogate pair");
  return value;
}

function wrong(name: string, must: string): BudgetError {
  return new BudgetError("invalid_argument", `\`${name}\` ${must}.`, name);
}
