/** What a limit counts; `usd` in nano-USD at list price. */
export const LIMIT_RESOURCES = ["requests", "tokens", "usd"] as const;
/** One of {@link LIMIT_RESOURCES}. */
export type LimitResource = (typeof LIMIT_RESOURCES)[number];

/**
 * Over what a limit counts: one request alone, what is in flight at one time, a minute, hour, day or month, or
 * everything ever.
 */
export const LIMIT_PERIODS = ["request", "concurrent", "minute", "hour", "day", "month", "total"] as const;
/** One of {@link LIMIT_PERIODS}. */
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

/** A quota or budget. */
export interface Limit {
  /** Who or what is limited: `account:a1`, `key:k7`, `model:gpt-4.1`. Any text of 1 to 256 characters. */
  scope: string;
  resource: LimitResource;
  per: LimitPeriod;
  /**
   * Whether the window reaches back from each moment; otherwise it is the calendar's, in UTC. Only for `minute` to
   * `month`, which then has 30 days. A rolling window ends up to a sixtieth late (a 48th for a day), never early.
   */
  rolling?: boolean;
  /** The most that may be spent and reserved together: requests, tokens, or nano-USD. */
  max: number;
}

/** Names what a limit counts in. Limits that differ in `max` alone share their counter. */
export function counterKey(limit: Limit): string {
  return `${limit.resource}/${limit.per}${limit.rolling ? "~" : ""}/${limit.scope}`;
}
