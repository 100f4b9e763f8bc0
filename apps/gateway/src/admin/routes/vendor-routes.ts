import { formatUsd, type Price } from "@hub/catalog";
import { z } from "zod";
import { isoTime, listOf, whole } from "../common-schemas.ts";
import type { AdminParts } from "../ports.ts";
import { type Route, route } from "../route.ts";

const ModelView = z.object({
  id: z.string().describe("The name that routes among its vendors."),
  object: z.literal("model"),
  name: z.string(),
  maker: z.string(),
  context_tokens: z.int(),
  max_output_tokens: z.int(),
  offers: z.array(
    z.object({
      vendor: z.string(),
      id: z.string().describe("`<vendor>/<id>` is the name that pins it."),
      connected: z.boolean(),
      input_usd_per_million: z.string().nullable(),
      output_usd_per_million: z.string().nullable(),
      deprecated: z.union([z.string(), z.literal(true)]).nullable(),
    }),
  ),
});

const HealthView = z.object({
  vendor: z.string(),
  name: z.string(),
  status: z.enum(["healthy", "impaired"]).describe("Impaired: it is not asked for some of its models at the moment."),
  circuits: z.array(
    z.object({
      model: z.string(),
      state: z.enum(["closed", "open", "half-open"]),
      error_rate: z.number(),
      latency_ms: z.number().nullable(),
      open_until: z.string().nullable(),
    }),
  ),
});

/** What can be asked for, and how those do who answer. */
export function vendorRoutes({ catalog, vendors }: Pick<AdminParts, "catalog" | "vendors">): Route[] {
  return [
    route({
      method: "GET",
      path: "/models",
      summary: "All models of the catalog, with who sells them at what price.",
      query: z.strictObject({ connected: z.enum(["true", "false"]).optional() }),
      answer: listOf(ModelView),
      handle({ query }) {
        const connected = new Set(vendors().map(({ id }) => id));
        const models = catalog().models.map((model) => ({
          id: `oah/${model.id}`,
          object: "model" as const,
          name: model.name,
          maker: model.maker,
          context_tokens: model.contextTokens,
          max_output_tokens: model.maxOutputTokens,
          offers: model.offers.map(({ provider, id, price, deprecated }) => ({
            vendor: provider,
            id,
            connected: connected.has(provider),
            input_usd_per_million: perMillion(price, "input"),
            output_usd_per_million: perMillion(price, "output"),
            deprecated: deprecated ?? null,
          })),
        }));
        if (query.connected === undefined) return whole(models);
        const wanted = query.connected === "true";
        return whole(models.filter(({ offers }) => offers.some((offer) => offer.connected) === wanted));
      },
    }),
    route({
      method: "GET",
      path: "/health",
      summary: "How the connected vendors do.",
      answer: listOf(HealthView),
      handle: () =>
        whole(
          vendors().map(({ id, name, circuits }) => ({
            vendor: id,
            name,
            status: circuits.every(({ state }) => state === "closed") ? ("healthy" as const) : ("impaired" as const),
            circuits: circuits.map(({ model, state, errorRate, latencyMs, openUntil }) => ({
              model,
              state,
              error_rate: errorRate,
              latency_ms: latencyMs ?? null,
              open_until: isoTime(openUntil),
            })),
          })),
        ),
    }),
  ];
}

/** Catalog rates are pico-USD for a token: as many micro-USD for a million of them. */
function perMillion(price: Price | undefined, rate: "input" | "output"): string | null {
  return price ? formatUsd(price[rate] * 1_000) : null;
}
