import { CatalogFileError } from "./catalog-file-error.ts";
import type { CatalogOverrides } from "./catalog-overrides.ts";
import { overridesSchema } from "./catalog-schema.ts";
import { checkOverrides } from "./check-overrides.ts";
import { findInJson, type JsonPath, readJson } from "./read-json.ts";
import { SHIPPED_MODELS } from "./shipped-models.ts";

/** Most characters of an overrides file: some thousand models. */
export const MAX_OVERRIDES_LENGTH = 1_048_576;

/**
 * Reads an overrides file: models to add, and what to replace of those that are shipped. Prices in it are USD, per million
 * tokens with at most 6 decimals, per request and per search with at most 9.
 *
 * @throws CatalogFileError for what is no JSON, or not of that form: with line, column, and what is expected there.
 */
export function parseCatalogOverrides(text: string): CatalogOverrides {
  if (text.length > MAX_OVERRIDES_LENGTH) {
    throw new CatalogFileError("The file is longer than 1 MiB", { line: 1, column: 1 });
  }
  const fail = (message: string, path: JsonPath): never => {
    throw new CatalogFileError(message, { ...findInJson(text, path), path: toPathText(path) });
  };
  const parsed = overridesSchema().safeParse(readJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(issue?.message ?? "Invalid", (issue?.path ?? []) as JsonPath);
  }
  const overrides = parsed.data as CatalogOverrides;
  checkOverrides(overrides, SHIPPED_MODELS, fail);
  return overrides;
}

/** `models[2].offers[0].price` */
function toPathText(path: JsonPath): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
