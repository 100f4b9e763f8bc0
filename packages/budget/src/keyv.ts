export type { KeyvClient } from "./keyv/keyv-client.ts";
export { createKeyvStore, type KeyvStoreOptions } from "./keyv/keyv-store.ts";
