import type { HubKey, KeyBounds } from "../model/hub-key.ts";
import type { KeyRecord } from "../records.ts";

/** A key as it may be shown. */
export function keyView(
  { secrets, ...record }: KeyRecord,
  { lastUsedAt, now }: { lastUsedAt: number | undefined; now: number },
): HubKey {
  const [newest] = secrets;
  return {
    ...record,
    ...(newest?.hint !== undefined && { hint: newest.hint }),
    overlaps: secrets.flatMap(({ until }) => (until !== undefined && until > now ? [{ until }] : [])),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}

/** The bounds among a key's fields, without those that it does not have. */
export function boundsOf({ models, vendors, limits }: KeyBounds): KeyBounds {
  return {
    ...(models !== undefined && { models }),
    ...(vendors !== undefined && { vendors }),
    ...(limits !== undefined && { limits }),
  };
}
