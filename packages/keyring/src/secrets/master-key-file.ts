import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { KeyringError } from "../keyring-error.ts";

/**
 * The master key of a file, for `masterKeys`. Where there is no such file it comes into being, readable for its owner
 * alone, with 32 random bytes. Its folder must exist. Keep a copy elsewhere than the database's: without the key, the
 * stored credentials are lost, and with both, they are not secret.
 *
 * @throws KeyringError `missing_master_key` when the file cannot be read or made, or is empty
 */
export function masterKeyFile(path: string): string {
  try {
    const text = (readIfThere(path) ?? create(path)).trim();
    if (text !== "") return text;
  } catch (cause) {
    throw new KeyringError("missing_master_key", `The master key in ${path} cannot be read or created.`, { cause });
  }
  throw new KeyringError("missing_master_key", `${path} is empty. Restore the master key from a copy.`);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Written aside and linked into place: nobody reads half a key, and of several processes one makes it for all. */
function create(path: string): string {
  const aside = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  try {
    writeFileSync(aside, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flush: true });
    linkSync(aside, path);
    syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return readFileSync(path, "utf8");
}

/** Makes the file's name survive a power cut as its contents do: what is sealed from now on needs it. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
