import type { JsonValue } from "@hub/keyring";
import { z } from "zod";
import { VENDOR_IDS } from "../vendors.ts";

/** Names something of the gateway's: `key_…`, `proj_…`. */
export const Id = z.string().regex(/^[\w.:-]{1,128}$/, "expected an id: letters, digits and . _ : -");
export const ById = z.strictObject({ id: Id });

/** For people. */
export const Name = z.string().trim().min(1).max(128);

/** A moment, as ISO 8601 with its offset; read as milliseconds since 1970. */
export const Moment = z.iso.datetime({ offset: true, error: "expected a time such as 2027-01-31T12:00:00Z" });
export const Instant = Moment.transform((text) => Date.parse(text));

/** Since when and until when, the latter excluded. A day alone is its start, in UTC. */
const Boundary = z
  .union([z.iso.date("expected a day such as 2027-01-31"), Moment])
  .transform((text) => Date.parse(text));
export const Span = { from: Boundary.optional(), to: Boundary.optional() };

/** Ids of vendors. A name that is none would let nothing through, without a word. */
export const Vendors = z.array(z.enum(VENDOR_IDS)).max(VENDOR_IDS.length);

/** Ids and globs of models; names of regions. */
export const Patterns = z.array(z.string().min(1).max(256)).max(256);

/** A list, and where to go on reading it: give `next` as `after`. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ object: z.literal("list"), data: z.array(item), next: z.string().nullable() });
}

/** A list that is whole. */
export function whole<Item>(data: Item[]): { object: "list"; data: Item[]; next: null } {
  return { object: "list", data, next: null };
}

/** A moment as it is shown. */
export const isoTime = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

/** A checked value as the JSON that it came as: without fields that are `undefined`. */
export const toJson = (value: object): JsonValue => JSON.parse(JSON.stringify(value));
