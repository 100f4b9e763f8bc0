import { hash, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Authenticate, invalidApiKey } from "@hub/core";
import { z } from "zod";
import { ConfigError } from "./config.ts";

const StoredKeys = z.strictObject({
  version: z.literal(1),
  keys: z.array(z.strictObject({ id: z.string(), sha256: z.hex().length(64), createdAt: z.iso.datetime() })),
});
type StoredKeys = z.infer<typeof StoredKeys>;

/** The hub keys of this gateway. Only hashes are kept: the keys are 256 random bits, which no table can invert. */
export interface HubKeys {
  authenticate: Authenticate;
  /** Whether there is any key that lets a caller in. */
  readonly isEmpty: boolean;
  readonly hasBootstrapKey: boolean;
  /** Makes a key, stores its hash, and returns it this once. */
  create(): string;
  /** The file that holds the hashes. */
  readonly path: string;
}

/**
 * Opens the key file of a data directory.
 *
 * @throws ConfigError when the file cannot be read, so that a damaged one locks nobody out unnoticed
 */
export function openHubKeys(dataDir: string, bootstrapKey?: string): HubKeys {
  const path = join(dataDir, "hub-keys.json");
  let idsByHash = indexOf(read(path), bootstrapKey);

  function authenticate(token: string | undefined) {
    if (token === undefined) throw invalidApiKey(token);
    // Found by its hash: how long that takes says nothing about a key, for nobody can aim at a hash.
    const keyId = idsByHash.get(sha256(token));
    if (keyId === undefined) throw invalidApiKey(token);
    return { keyId, account: "default" };
  }

  function create(): string {
    const key = `os_hub_${randomBytes(32).toString("base64url")}`;
    const entry = { id: `key_${randomUUID()}`, sha256: sha256(key), createdAt: new Date().toISOString() };
    // Read anew: another process may have made one since.
    const stored: StoredKeys = { version: 1, keys: [...read(path).keys, entry] };
    write(dataDir, path, stored);
    idsByHash = indexOf(stored, bootstrapKey);
    return key;
  }

  return {
    authenticate,
    create,
    path,
    hasBootstrapKey: bootstrapKey !== undefined,
    get isEmpty() {
      return idsByHash.size === 0;
    },
  };
}

function indexOf({ keys }: StoredKeys, bootstrapKey: string | undefined): ReadonlyMap<string, string> {
  const index = new Map(keys.map((key) => [key.sha256, key.id]));
  return bootstrapKey ? index.set(sha256(bootstrapKey), "bootstrap") : index;
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

function read(path: string): StoredKeys {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { version: 1, keys: [] };
    throw new ConfigError(`The hub keys in ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return StoredKeys.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`${path} is damaged. Restore it, or delete it to start with a new key.`, { cause });
  }
}

/** Written aside and moved into place, so that a crash leaves the old file or the new one. */
function write(dataDir: string, path: string, stored: StoredKeys): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
