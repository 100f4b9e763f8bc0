import type { BudgetStore } from "../store.ts";

/** A kind of store, as the conformance suite meets it. */
export interface StoreSubject {
  /**
   * Opens a store on the data of that name, of which there is none at first. The store takes the time from `now`.
   * Names are UUIDs; what belongs to different names has nothing to do with each other.
   */
  open(name: string, options: { now: () => number }): BudgetStore | Promise<BudgetStore>;
  /** Whether the data of a name are still there when it is opened again after `close`. */
  durable: boolean;
  /** Whether several stores may be open on one name at a time, as from several processes. */
  shared: boolean;
  /** How many random runs each property gets. Default 20. */
  runs?: number;
}
