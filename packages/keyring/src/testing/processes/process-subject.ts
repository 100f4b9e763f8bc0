import type { KeyringStore } from "../../store.ts";

/** A kind of store that several processes share, as the suite of processes and crashes meets it. */
export interface ProcessSubject {
  /** The URL of a module that exports a TestStoreModule; each process loads it. */
  module: string;
  /** What `openTestStore` needs to find the data of that name, of which there is none at first. */
  connect(name: string): string;
}

/** What such a module exports. */
export interface TestStoreModule {
  openTestStore(connection: string): KeyringStore;
}

/** Opens a subject's store in this process. */
export async function openTestStore(module: string, connection: string): Promise<KeyringStore> {
  return ((await import(module)) as TestStoreModule).openTestStore(connection);
}

/** What a worker process is to do, on the project of that id. */
export interface WorkerTask {
  module: string;
  connection: string;
  prefix: string;
  project: string;
  policy: string;
  /** The file in which it writes down what has been answered. */
  log: string;
}

/** What a worker writes down once it is answered. */
export type WorkRecord =
  | { step: "created" | "revoked"; id: string; secret: string }
  | { step: "set"; vendor: string; apiKey: string }
  | { step: "saved"; version: number; document: string };
