import type { KeyringStore } from "../store.ts";

/** A kind of store, as the conformance suite meets it. */
export interface StoreSubject {
  /** Opens a store on the data of that name, of which there is none at first; again and again, as from several processes. */
  open(name: string): KeyringStore;
  /** How many random runs each property gets. */
  runs: number;
}
