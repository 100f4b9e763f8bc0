import { existsSync } from "node:fs";
import { join } from "node:path";
import { type CatalogFile, CatalogFileError, watchCatalogFile } from "@hub/catalog";
import type { Logger } from "pino";
import { type Config, ConfigError } from "./config.ts";

/**
 * The catalog with the operator's own models and prices, followed while the gateway runs.
 *
 * @throws ConfigError where the file cannot be used from the start: nothing is sold at a price that was not meant
 */
export async function followCatalog({ catalog: path, dataDir }: Config, log: Logger): Promise<CatalogFile> {
  const file = path ?? join(dataDir, "catalog.json");
  if (path !== undefined && !existsSync(path)) throw new ConfigError(`The catalog file ${path} is not there.`);
  let first: Error | undefined;
  let isFirst = true;
  const followed = await watchCatalogFile(file, {
    onChange: () => log.info({ file }, "the catalog has been read anew"),
    onError(error) {
      if (isFirst) {
        first = error;
        return;
      }
      const place = error instanceof CatalogFileError ? { line: error.line, column: error.column } : {};
      log.error({ file, ...place, reason: error.message }, "the catalog file cannot be used; the last good one stays");
    },
  });
  isFirst = false;
  if (!first) return followed;
  followed.close();
  throw new ConfigError(`The catalog file ${file} cannot be used: ${first.message}`, { cause: first });
}
