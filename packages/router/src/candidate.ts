/** A target that could take a request, and what is known of it for this very request. */
export interface Candidate<T> {
  /** Whatever the attempt needs. The router never looks into it. */
  target: T;
  /** Whose failures are counted together, such as `"groq llama-3.3-70b"`. */
  key: string;
  /**
   * Who waits together when a rate limit is hit: an account's part of the target. Default: `key`, which is right while
   * all requests go there with the same credential. Never put the credential itself in it.
   */
  quotaKey?: string | undefined;
  /** Whose times can be compared, where `key` is asked for answers of several kinds. Default: `key`. */
  speedKey?: string | undefined;
  /** What the request is expected to cost there, in nano-USD or any other whole unit. Unknown comes after all known. */
  cost?: number | undefined;
  /** Comes first under every strategy: the caller's own account, say. */
  preferred?: boolean | undefined;
  /** For the strategy `priority`: the lowest comes first, none comes last. */
  priority?: number | undefined;
  /** For the strategy `weighted`: the share of requests, compared with the others'. Default 1; 0 is the last resort. */
  weight?: number | undefined;
  /** Why this candidate must not be asked, where it must not. It stays in the plan's explanation. */
  excluded?: string | undefined;
  /**
   * Asked whatever its health: one that was asked for by name, say, where refusing by ourselves would help no one. Its
   * results are recorded all the same.
   */
  unguarded?: boolean | undefined;
}

/** What comes first: the least cost, the shortest time to the first result, the lowest priority number, or a draw. */
export type Strategy = "cheapest" | "fastest" | "priority" | "weighted";

/** Why a candidate stands where it stands. */
export type StepReason =
  | "only"
  | "preferred"
  | "cheapest"
  | "dearer"
  | "unknown cost"
  | "fastest"
  | "slower"
  | "unmeasured"
  | "priority"
  | "weighted"
  | "last resort";

/** Why a candidate is not asked. */
export type FilterReason = "excluded" | "circuit open" | "being probed" | "cooling down";

/** A candidate in its place. */
export interface Step<T> {
  readonly candidate: Candidate<T>;
  readonly target: T;
  readonly reason: StepReason;
  /** Whether its circuit is not closed: the request finds out for the others whether the target is back. */
  readonly probe: boolean;
}

/** A candidate that is left out. */
export interface Filtered<T> {
  readonly candidate: Candidate<T>;
  readonly reason: FilterReason;
  /** The caller's own words, where it is excluded. */
  readonly detail?: string;
  /** When it may be asked again, in milliseconds from now, where that is only a matter of time. */
  readonly retryAfterMs?: number;
}

/** Whom to ask, in which order, and why. Making one changes nothing and takes nothing. */
export interface Plan<T> {
  readonly steps: readonly Step<T>[];
  readonly filtered: readonly Filtered<T>[];
  /** Where nobody can be asked, since all that are not excluded cool down: the least wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}
