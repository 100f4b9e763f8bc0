export type { PostgresConnection, PostgresPool } from "./postgres/postgres-pool.ts";
export { createPostgresStore, type PostgresStoreOptions } from "./postgres/postgres-store.ts";
