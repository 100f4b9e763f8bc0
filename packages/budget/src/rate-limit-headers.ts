import type { Standing } from "./model/reservation.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * What OpenAI's clients read about limits: `x-ratelimit-limit-requests`, `-remaining-requests`, `-reset-requests`, and
 * the same for tokens. Where several limits count one resource, the one with the least left; none where none does.
 *
 * @param now ms since the epoch
 * @see https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 */
export function rateLimitHeaders(standings: readonly Standing[], now: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const resource of ["requests", "tokens"] as const) {
    const tightest = standings
      .filter(({ limit }) => limit.resource === resource && limit.per !== "concurrent")
      .reduce<Standing | undefined>(
        (least, standing) => (least && least.left <= standing.left ? least : standing),
        undefined,
      );
    if (!tightest) continue;
    headers[`x-ratelimit-limit-${resource}`] = String(tightest.limit.max);
    headers[`x-ratelimit-remaining-${resource}`] = String(tightest.left);
    if (tightest.limit.per !== "total")
      headers[`x-ratelimit-reset-${resource}`] = durationText(Math.max(0, (tightest.resetsAt ?? now) - now));
  }
  return headers;
}

/** As OpenAI writes it: `12ms`, `1.5s`, `6m0s`, `2h3m0s`. */
function durationText(ms: number): string {
  if (ms < SECOND) return `${Math.ceil(ms)}ms`;
  const seconds = `${Math.ceil(ms % MINUTE) / SECOND}s`;
  if (ms < MINUTE) return seconds;
  const minutes = `${Math.floor((ms % HOUR) / MINUTE)}m${seconds}`;
  return ms < HOUR ? minutes : `${Math.floor(ms / HOUR)}h${minutes}`;
}
