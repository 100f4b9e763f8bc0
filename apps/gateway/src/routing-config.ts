import { z } from "zod";

const names = z.array(z.string().min(1));

/** How requests are routed, and where none may go: @hub/core's `RoutingPolicy`. */
export const RoutingConfig = z.strictObject({
  strategy: z.enum(["cheapest", "fastest", "priority", "weighted"]).optional(),
  /** Vendors in the order in which to ask them. */
  priority: names.optional(),
  /** Shares of the requests by vendor. */
  weights: z.record(z.string(), z.number().min(0)).optional(),
  vendors: names.optional(),
  models: names.optional(),
  regions: names.optional(),
  noRetention: z.boolean().optional(),
  /** The only vendors for requests with a kind of data: `{ "MEDICAL_RECORD_NUMBER": ["bedrock"] }`. */
  vendorsForData: z.record(z.string(), names).optional(),
  fallbacks: z.record(z.string(), names.max(4)).optional(),
});
