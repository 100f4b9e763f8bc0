/** First wait after a refusal that names none, in milliseconds. */
const FIRST_WAIT_MS = 1_000;
/** Longest wait after refusals that name none, in milliseconds. */
const MAX_WAIT_MS = 60_000;
/** Longest wait to believe, in milliseconds: a day. */
export const MAX_BELIEVED_MS = 24 * 60 * 60 * 1000;

/** A time in which somebody wants to be left alone. */
export interface CoolDown {
  /** Milliseconds since 1970. */
  until: number;
  /** Refusals in a row that did not say for how long. */
  strikes: number;
}

/** Nobody has asked to be left alone. */
export function createCoolDown(): CoolDown {
  return { until: 0, strikes: 0 };
}

/** How long it still lasts, in milliseconds. */
export function coolDownWait({ until }: CoolDown, now: number): number {
  return Math.max(0, until - now);
}

/** A wait as it can be believed: a positive number of milliseconds, a day at most. */
export function believedWait(retryAfterMs: number | undefined): number | undefined {
  return retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, MAX_BELIEVED_MS) : undefined;
}

/** Begins or prolongs it. A refusal that names no time doubles the last one's, within a minute, with jitter. */
export function coolDown(state: CoolDown, now: number, retryAfterMs: number | undefined, random: () => number): void {
  const wait = believedWait(retryAfterMs);
  if (wait !== undefined) {
    state.until = Math.max(state.until, now + wait);
  } else if (now >= state.until) {
    // Requests that were under way together are refused together: that is one strike.
    state.until = now + Math.min(FIRST_WAIT_MS * 2 ** state.strikes, MAX_WAIT_MS) * (0.8 + 0.4 * random());
    state.strikes++;
  }
}

/** Notes an answer. One to a request from before the refusal does not end the wait. */
export function noteAnswer(state: CoolDown, now: number): void {
  if (now >= state.until) state.strikes = 0;
}
