import { z } from "zod";
import { EVENT_TYPES } from "./hub-event.ts";

/** Who is told of events. */
export const EventsConfig = z.strictObject({
  webhooks: z
    .array(
      z.strictObject({
        url: z.url(),
        /** `whsec_` and 24 to 64 random bytes in base64. */
        secret: z.string().min(1),
        /** What it is told of. Default: everything. */
        events: z.array(z.enum(EVENT_TYPES)).min(1).optional(),
      }),
    )
    .max(16)
    .default([]),
});
export type EventsConfig = z.output<typeof EventsConfig>;
