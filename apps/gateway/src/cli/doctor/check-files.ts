import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Finding, fault, ok, warning } from "./finding.ts";

const OTHERS_MAY = 0o077;

/** The data directory: there, writable, and nobody else's to look into. */
export function checkDataDirectory(dataDir: string): Finding {
  const check = "data directory";
  const path = resolve(dataDir);
  const mode = modeOf(path);
  if (mode === undefined) {
    if (isWritable(nearestExisting(path))) return ok(check, `${path} will be made at the first start.`);
    return fault(check, `${path} cannot be made.`, "Set HUB_DATA_DIR to a place that this user may write to.");
  }
  if (!mode.isDirectory) return fault(check, `${path} is a file.`, "Move it away, or set HUB_DATA_DIR to a directory.");
  if (!isWritable(path))
    return fault(check, `${path} cannot be written.`, `Give it to this user: chown "$USER" ${path}`);
  if ((mode.rights & OTHERS_MAY) === 0) return ok(check, path);
  return warning(check, `${path} is open to other users (${octal(mode.rights)}).`, `chmod 700 ${path}`);
}

/** A file that may hold secrets. */
export function checkConfigFile(path: string): Finding {
  const mode = modeOf(path);
  if (mode === undefined || (mode.rights & OTHERS_MAY) === 0) return ok("configuration file", path);
  return warning("configuration file", `${path} is open to other users (${octal(mode.rights)}).`, `chmod 600 ${path}`);
}

const octal = (rights: number): string => rights.toString(8).padStart(3, "0");

function modeOf(path: string): { rights: number; isDirectory: boolean } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { rights: stats.mode & 0o777, isDirectory: stats.isDirectory() };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function nearestExisting(path: string): string {
  const parent = dirname(path);
  return parent === path || modeOf(parent) ? parent : nearestExisting(parent);
}
