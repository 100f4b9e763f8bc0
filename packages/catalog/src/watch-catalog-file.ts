import type { CatalogFileError } from "./catalog-file-error.ts";
import { createCatalog } from "./create-catalog.ts";
import { MAX_OVERRIDES_LENGTH, parseCatalogOverrides } from "./parse-catalog-overrides.ts";
import { readBoundedFile } from "./read-bounded-file.ts";
import type { Catalog } from "./types.ts";
import { type WatchFileOptions, watchFile } from "./watch-file.ts";

/** What to do when an overrides file has changed. */
export interface CatalogFileListeners {
  /** It was read: this is the catalog with it. */
  onChange(catalog: Catalog): void;
  /** It cannot be used, or is gone: the catalog stays as it is. Once for each state of the file. */
  onError(error: CatalogFileError | Error): void;
}

/** A catalog that follows a file. */
export interface CatalogFile {
  /** The shipped models with the last good file. */
  readonly catalog: Catalog;
  /** Stops following. No listener is called any more. */
  close(): void;
}

/**
 * A catalog with the overrides of a file, and with its changes as they come: within 100 ms where the system reports them,
 * else within 2 s. Without a file, or with a bad one from the start, it has the shipped models; a file that goes bad or
 * away later leaves the last good one in force.
 */
export async function watchCatalogFile(
  path: string,
  listeners: CatalogFileListeners,
  options?: WatchFileOptions,
): Promise<CatalogFile> {
  let catalog: Catalog | undefined;
  let seen: string | undefined;
  let isClosed = false;

  /** Takes over what there is, if it is something else than before. */
  async function look(): Promise<void> {
    const found = await readBoundedFile(path, MAX_OVERRIDES_LENGTH).catch((error: Error) => error);
    const isFirst = seen === undefined;
    if (isClosed || String(found) === seen) return;
    seen = String(found);
    if (found === undefined && isFirst) return;
    const loaded = load(found ?? new Error(`There is no file ${path} any more.`));
    if (loaded instanceof Error) return listeners.onError(loaded);
    catalog = loaded;
    if (!isFirst) listeners.onChange(loaded);
  }

  await look();
  catalog ??= createCatalog();
  const watcher = watchFile(path, look, options);
  return {
    get catalog() {
      return catalog as Catalog;
    },
    close() {
      isClosed = true;
      watcher.close();
    },
  };
}

/** The catalog with what was found in the file, or why there is none. */
function load(found: string | Error): Catalog | Error {
  if (found instanceof Error) return found;
  try {
    return createCatalog(parseCatalogOverrides(found));
  } catch (error) {
    return error as Error;
  }
}
