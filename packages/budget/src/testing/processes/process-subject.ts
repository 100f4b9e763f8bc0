import type { BudgetStore } from "../../store.ts";

/** A kind of store that several processes share, as the suite of processes and crashes meets it. */
export interface ProcessSubject {
  /** The URL of a module that exports a TestStoreModule; each process loads it. */
  module: string;
  /** What `openTestStore` needs to find the data of that name, of which there is none at first. */
  connect(name: string): string | Promise<string>;
}

/** What such a module exports. */
export interface TestStoreModule {
  openTestStore(connection: string, options: { now: () => number }): BudgetStore | Promise<BudgetStore>;
}

/** Opens a subject's store in this process. */
export async function openTestStore(
  module: string,
  connection: string,
  now: () => number = Date.now,
): Promise<BudgetStore> {
  const loaded = (await import(module)) as TestStoreModule;
  return loaded.openTestStore(connection, { now });
}
