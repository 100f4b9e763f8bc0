/** Names of what tells one request from the next, in lower case, run together. */
const REQUESTS =
  "requestid traceid spanid correlationid invocationid toolcallid callid responseid idempotencykey nonce etag timestamp timestampms ts currenttime servertime requesttime requestedat sentat";
const ATTEMPTS =
  "attempt attempts attemptnumber attemptno retry retries retryno retrynumber retrycount retriesleft try tries trynumber";
/** Elsewhere these say how far something has come. */
const ROUNDS = "iteration turn step round";
const MEASURES =
  "elapsed elapsedms elapsedtime elapsedseconds duration durationms durationseconds took latency latencyms uptime responsetime responsetimems retryafter pid";

function names(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(" ")));
}

/** Fields of arguments that are passed over. */
export const FIELD_NAMES = names(REQUESTS, ATTEMPTS, "now counter iteration");
/** Labels of what is passed over in the values of arguments: there, times may be what a call is about. */
export const ATTEMPT_NAMES = names(ATTEMPTS);
/** Labels of what is passed over in tasks. */
export const TASK_NAMES = names(REQUESTS, ATTEMPTS);
/** Labels of what is passed over in results. */
export const RESULT_NAMES = names(REQUESTS, ATTEMPTS, MEASURES);
/** Labels of what is passed over where the user, or a framework in their name, tells an agent to go on. */
export const NUDGE_NAMES = names(REQUESTS, ATTEMPTS, MEASURES, ROUNDS);
/** Labels of what is news, whatever it looks like: how long something will still take. */
export const PROGRESS_NAMES = names("eta remaining left timeleft timeremaining");

/** A name the way the sets have it: `retry-count`, `retryCount` and `Retry_Count` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}
