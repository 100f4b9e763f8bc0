import type { SpendingLimit } from "@hub/core";
import { z } from "zod";

/** Dollars as people write them, as nano-USD. */
export const usd = z
  .union([z.number(), z.string().regex(/^\d+(\.\d{1,9})?$/, "expected dollars, such as 12.50")])
  .transform((value, context) => {
    const nanoUsd = Math.round(Number(value) * 1_000_000_000);
    if (nanoUsd >= 0 && nanoUsd <= MAX_USD * 1_000_000_000) return nanoUsd;
    context.addIssue({ code: "custom", message: `expected 0 to ${MAX_USD} dollars` });
    return z.NEVER;
  });
const MAX_USD = 1_000_000;

const period = z.enum(["minute", "hour", "day", "month", "total", "request", "concurrent"]);
const window = <Amount extends z.ZodType<number>>(max: Amount) =>
  z.strictObject({ per: period, max, rolling: z.boolean().optional() });

/** One limit: `{ "requests": { "per": "minute", "max": 60 }, "of": "key" }`. */
const Limit = z
  .strictObject({
    requests: window(z.int().min(0)).optional(),
    tokens: window(z.int().min(0)).optional(),
    usd: window(usd).optional(),
    of: z.enum(["key", "project", "account", "user", "model"]).default("key"),
    models: z.array(z.string().min(1)).optional(),
  })
  .transform(({ of, models, ...resources }, context): SpendingLimit => {
    const given = Object.entries(resources).filter(([, value]) => value !== undefined);
    const [resource, amount] = given[0] ?? [];
    if (given.length !== 1 || !amount) {
      context.addIssue({ code: "custom", message: "a limit is of one of requests, tokens and usd" });
      return z.NEVER;
    }
    const { per, max, rolling = false } = amount;
    return { of, models, resource: resource as SpendingLimit["resource"], per, max, rolling };
  });

const share = z.number().gt(0).max(1_000);

/** Who pays, what may be used, and what is done about callers who harm themselves. */
export const SpendingConfig = z.strictObject({
  limits: z.array(Limit).max(64).optional(),
  /** What comes on top of the vendors' prices, in basis points: 250 is 2.5 %. */
  markup: z.int().min(0).max(50_000).optional(),
  /** The longest answer to requests that do not say how long it may be, in tokens. */
  defaultMaxTokens: z.int().min(1).optional(),
  onInsufficient: z.enum(["lower", "reject"]).optional(),
  alerts: z
    .strictObject({
      /** Percent of a limit. */
      thresholds: z.array(share).min(1).optional(),
      webhooks: z.array(z.strictObject({ url: z.url(), secret: z.string().min(1) })).optional(),
    })
    .optional(),
  /** Agents that repeat themselves; `false` lets them. */
  loops: z
    .union([
      z.literal(false),
      z.strictObject({
        limit: z.int().min(2).optional(),
        requestLimit: z.int().min(2).optional(),
        windowMs: z.int().min(1).optional(),
        coolDownMs: z.int().min(1).optional(),
      }),
    ])
    .optional(),
  /** How many times its own average a key may spend in a minute, and what it may spend in any case. */
  velocity: z.strictObject({ factor: z.int().min(2).optional(), floorUsd: usd.optional() }).optional(),
  /** What one conversation may come to, by the name that callers give it in `x-hub-session`. */
  conversation: z.strictObject({ maxUsd: usd.optional(), maxRequests: z.int().min(1).optional() }).optional(),
  /** How long answers are given again to requests with the same `Idempotency-Key`. */
  idempotencyTtlMs: z.int().min(1).optional(),
});
export type SpendingConfig = z.output<typeof SpendingConfig>;
