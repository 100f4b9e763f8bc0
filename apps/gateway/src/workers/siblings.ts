import type { SharedState } from "../shared-state.ts";

/** The processes of this machine that serve one port together, as one of them sees them. */
export interface Siblings {
  /** What they share about requests that are running, where no Redis does. */
  readonly shared: SharedState;
  /** Has the others look at what has changed in the keyring; resolves when they have, or cannot. */
  refreshKeys(): Promise<void>;
  /** The metrics of all of them, in Prometheus' text format. */
  renderMetrics(): Promise<string>;
}
