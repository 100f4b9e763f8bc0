import type { JsonObject } from "@hub/protocol";
import type { DroppedParams } from "../translation/dropped-params.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** OpenAI's tiers (openai-openapi, 2026-08-21). A vendor's own are sent as they are. */
const TIERS: ReadonlySet<unknown> = new Set(["auto", "default", "flex", "scale", "priority", "fast"]);
/** Those that ask for nothing in particular. */
const USUAL: ReadonlySet<unknown> = new Set(["auto", "default"]);

/** Puts OpenAI's tier in the vendor's words, or leaves it out where there is no such tier, and says so. */
export function adjustServiceTier(body: JsonObject, spec: OpenAICompatibleSpec, dropped: DroppedParams): void {
  const { service_tier: asked } = body;
  if (!spec.serviceTiers || typeof asked !== "string" || !TIERS.has(asked)) return;
  const tier = spec.serviceTiers[asked];
  if (tier !== undefined) {
    body.service_tier = tier;
    return;
  }
  delete body.service_tier;
  if (!USUAL.has(asked)) dropped.add("service_tier");
}
