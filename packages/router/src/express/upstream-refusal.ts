import type { ForwardedAnswer } from "./forward.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Statuses below 500 after which another target may do better. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether an answer says that another target may do better. */
export function isRefusal({ status }: Response): boolean {
  return status >= 500 || PASSING.has(status);
}

/** An answer for which the next target is asked, and which the client gets where no other comes. */
export class UpstreamRefusal extends Error {
  override readonly name = "UpstreamRefusal";
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly answer: ForwardedAnswer;

  constructor(answer: ForwardedAnswer) {
    const { status, headers } = answer.response;
    super(`The target answered ${status}.`);
    this.status = status;
    this.retryAfterMs = retryAfterMs(headers, Date.now());
    this.answer = answer;
  }
}
