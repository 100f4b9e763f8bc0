import type { ProviderModel } from "./provider.ts";

/** A vendor's models from a table of ids and release dates (`YYYY-MM-DD`). */
export function modelsReleased(dates: Readonly<Record<string, string>>): ProviderModel[] {
  return Object.entries(dates).map(([id, date]) => ({ id, created: Date.parse(`${date}T00:00:00Z`) / 1000 }));
}
