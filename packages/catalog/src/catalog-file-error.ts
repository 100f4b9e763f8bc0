/** An overrides file that cannot be used, and where in it the reason is. */
export class CatalogFileError extends Error {
  readonly code = "invalid_catalog_file";
  /** Line of the mistake, from 1. */
  readonly line: number;
  /** Column of the mistake, from 1, in UTF-16 units. */
  readonly column: number;
  /** What it is about, as in `models[2].offers[0].price.input`. Absent where the text is no JSON. */
  readonly path?: string;

  constructor(message: string, place: { line: number; column: number; path?: string }) {
    super(`${message} (line ${place.line}, column ${place.column})`);
    this.name = "CatalogFileError";
    this.line = place.line;
    this.column = place.column;
    if (place.path) this.path = place.path;
  }
}
