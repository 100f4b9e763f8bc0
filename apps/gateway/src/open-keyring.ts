import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyring, type Keyring, KeyringError, type KeyringStore, masterKeyFile } from "@hub/keyring";
import { z } from "zod";
import { type Config, ConfigError, type Environment } from "./config.ts";

/** The account of keys that belong to no other. */
export const DEFAULT_ACCOUNT = "default";

/** A keyring, and the connection that it is kept through. */
export interface OpenKeyring {
  keyring: Keyring;
  close(): Promise<void>;
}

/**
 * Opens the keyring: in PostgreSQL where the configuration names one, else in the data directory.
 *
 * @param onChange told of each change; it is in force here then, and its answer waits for this
 * @throws ConfigError where it cannot be opened, or not with this master key
 */
export async function openKeyring(
  { databaseUrl, dataDir, bootstrapKey }: Config,
  { HUB_MASTER_KEY, HUB_MASTER_KEY_PREVIOUS }: Environment,
  onError: (error: unknown) => void,
  onChange?: () => Promise<void>,
): Promise<OpenKeyring> {
  const { store, disconnect } = databaseUrl ? await openPostgres(databaseUrl) : await openSqlite(dataDir);
  const current = HUB_MASTER_KEY || masterKeyFile(join(dataDir, "master-key"));
  try {
    const keyring = await createKeyring({
      store: onChange ? telling(store, onChange) : store,
      masterKeys: HUB_MASTER_KEY_PREVIOUS ? [current, HUB_MASTER_KEY_PREVIOUS] : [current],
      ...(bootstrapKey && { bootstrapKey }),
      onError,
    });
    await importKeyFile(keyring, join(dataDir, "hub-keys.json"));
    return {
      keyring,
      async close() {
        // When keys were used last is not worth more than a try: a store that is away stops nobody from stopping.
        await keyring.close().catch(onError);
        await disconnect();
      },
    };
  } catch (error) {
    if (!KeyringError.isInstance(error)) throw error;
    throw new ConfigError(`The hub keys cannot be used: ${error.message}`, { cause: error });
  }
}

/** A store that tells of what it has written. */
function telling(store: KeyringStore, onChange: () => Promise<void>): KeyringStore {
  return {
    ...store,
    async commit(writes) {
      const revision = await store.commit(writes);
      if (revision !== undefined) await onChange();
      return revision;
    },
  };
}

async function openSqlite(dataDir: string) {
  const { createSqliteStore } = await import("@hub/keyring/sqlite");
  return { store: createSqliteStore({ path: join(dataDir, "hub.sqlite") }), disconnect: async () => {} };
}

async function openPostgres(url: string) {
  const [{ createPostgresStore }, { connectPostgres, disconnectPostgres }] = await Promise.all([
    import("@hub/keyring/postgres"),
    import("./connect-postgres.ts"),
  ]);
  const pool = connectPostgres(url, 2);
  return { store: createPostgresStore({ pool }), disconnect: () => disconnectPostgres(pool) };
}

const KeyFile = z.object({
  version: z.literal(1),
  keys: z.array(z.object({ id: z.string(), sha256: z.hex().length(64), createdAt: z.iso.datetime() })),
});

/**
 * Takes over the keys of a file as gateways kept them before there was a keyring.
 *
 * @throws ConfigError when the file cannot be read, so that a damaged one locks nobody out unnoticed
 */
async function importKeyFile(keyring: Keyring, path: string): Promise<void> {
  if (!existsSync(path)) return;
  const { keys } = readKeyFile(path);
  for (const { id, sha256, createdAt } of keys) {
    await keyring.keys.import({ id, sha256, name: "imported", createdAt: Date.parse(createdAt) });
  }
}

function readKeyFile(path: string): z.infer<typeof KeyFile> {
  try {
    return KeyFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new ConfigError(`${path} is damaged. Restore it, or delete it.`, { cause });
  }
}
