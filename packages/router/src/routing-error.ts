import type { Filtered } from "./candidate.ts";

/** What only the router can say: that nobody could be asked, or that nobody answered in time. */
export class RoutingError extends Error {
  override readonly name = "RoutingError";
  readonly code: "no_target" | "deadline_exceeded";
  /** HTTP status that fits. */
  readonly status: 503 | 504;
  readonly retryable = true;
  /** When it is worth trying again, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Who was left out, and why. */
  readonly filtered: readonly Filtered<unknown>[];

  constructor(
    code: RoutingError["code"],
    message: string,
    details: { retryAfterMs?: number | undefined; filtered?: readonly Filtered<unknown>[] } = {},
  ) {
    super(message);
    this.code = code;
    this.status = code === "no_target" ? 503 : 504;
    this.retryAfterMs = details.retryAfterMs;
    this.filtered = details.filtered ?? [];
  }
}
