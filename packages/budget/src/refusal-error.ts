import type { Limit, LimitPeriod } from "./model/limit.ts";
import type { Refusal } from "./model/reservation.ts";

/** A refusal as an HTTP API tells it, in OpenAI's terms. */
export interface RefusalError {
  status: 402 | 429;
  type: "insufficient_quota" | "rate_limit_error";
  /** `rate_limit_exceeded` where waiting helps soon; `quota_exceeded` for a budget or what no waiting changes. */
  code: "insufficient_balance" | "rate_limit_exceeded" | "quota_exceeded";
  /** Names what was needed and what is left. It names neither wallet nor scope, which are the operator's own. */
  message: string;
  retryAfterMs: number | null;
}

const SOON: ReadonlySet<LimitPeriod> = new Set(["concurrent", "minute", "hour"]);
const NANO_DIGITS = 9;

/** What to answer when a reservation was refused. */
export function refusalError({ reason, limit, needed, left, retryAfterMs }: Refusal): RefusalError {
  if (reason === "insufficient_balance" || !limit)
    return {
      status: 402,
      type: "insufficient_quota",
      code: "insufficient_balance",
      message: `The balance does not cover this request: it needs at least ${usdText(needed)}, ${usdText(left)} is left. Add credit.`,
      retryAfterMs,
    };
  const amount = (value: number): string => (limit.resource === "usd" ? usdText(value) : `${value} ${limit.resource}`);
  const wait = retryAfterMs === null ? "Ask for less." : `Try again in ${Math.ceil(retryAfterMs / 1_000)} s.`;
  return {
    status: 429,
    type: "rate_limit_error",
    code: SOON.has(limit.per) && retryAfterMs !== null ? "rate_limit_exceeded" : "quota_exceeded",
    message: `The limit of ${amount(limit.max)} ${periodText(limit)} is reached: it needs at least ${amount(needed)}, ${amount(left)} left. ${wait}`,
    retryAfterMs,
  };
}

/** nano-USD as decimal dollars, exactly. */
function usdText(nanoUsd: number): string {
  const digits = String(nanoUsd).padStart(NANO_DIGITS + 1, "0");
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, "").padEnd(2, "0");
  return `$${digits.slice(0, -NANO_DIGITS)}.${fraction}`;
}

function periodText({ per }: Limit): string {
  if (per === "concurrent") return "at one time";
  return per === "total" ? "in total" : `per ${per}`;
}
