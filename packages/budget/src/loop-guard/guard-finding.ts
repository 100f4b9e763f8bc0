/** Why a request is refused: what an application answers with. */
export interface GuardFinding {
  /**
   * `recursive_loop_detected`: an agent repeats itself. `rate_limit_exceeded`: money is spent much faster than is
   * usual. `quota_exceeded`: a conversation has used up what one may use.
   */
  code: "recursive_loop_detected" | "rate_limit_exceeded" | "quota_exceeded";
  status: 429;
  /** For the caller: kinds, counts and names of tools, never words of a conversation. */
  message: string;
  /** When to try again, in milliseconds. */
  retryAfterMs: number;
}
