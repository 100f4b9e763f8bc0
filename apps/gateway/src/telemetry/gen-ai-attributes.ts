import type { Catalog } from "@hub/catalog";
import type { Settlement } from "@hub/core";
import type { Attributes } from "@opentelemetry/api";
import { modelLabel } from "./model-label.ts";

/** Vendors by the names that the conventions have for them. Those without one keep their id. */
const PROVIDER_NAMES: ReadonlyMap<string, string> = new Map([
  ["google", "gcp.gemini"],
  ["vertex", "gcp.vertex_ai"],
  ["bedrock", "aws.bedrock"],
  ["mistral", "mistral_ai"],
  ["xai", "x_ai"],
]);

/** What stands for the vendor where none was asked. */
const GATEWAY = "hub";
const NANO_PER_UNIT = 1e9;

/** The name of a request's span, and what its sampler may go by. */
export function beginningOf(
  { exchange, streamed }: Settlement,
  catalog: Catalog,
): { name: string; attributes: Attributes } {
  const model = modelLabel(catalog, exchange);
  const vendor = exchange.candidate?.provider.id;
  return {
    name: `chat ${model}`,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": vendor === undefined ? GATEWAY : (PROVIDER_NAMES.get(vendor) ?? vendor),
      "gen_ai.request.model": model,
      ...(streamed && { "gen_ai.request.stream": true }),
    },
  };
}

/**
 * How a request ended, in the GenAI semantic conventions of OpenTelemetry (Development, 2026-11) and, for what those have
 * no name for, under `hub.`. Sizes, names and codes: no content, and nobody's key.
 */
export function endingOf({ exchange, outcome, status, error, usage, firstChunkMs }: Settlement): Attributes {
  const { candidate, attempts, cost, scanMs, redactions } = exchange;
  const prompt = usage?.prompt_tokens_details;
  return {
    "http.response.status_code": status,
    "error.type": error?.code,
    // Only what has answered is sure to be a model's name: callers can pin anything.
    "gen_ai.response.model": outcome === "answered" ? candidate?.model : undefined,
    "gen_ai.response.time_to_first_chunk": firstChunkMs === undefined ? undefined : firstChunkMs / 1000,
    "gen_ai.usage.input_tokens": usage?.prompt_tokens,
    "gen_ai.usage.output_tokens": usage?.completion_tokens,
    "gen_ai.usage.cache_read.input_tokens": prompt?.cached_tokens ?? undefined,
    "gen_ai.usage.cache_creation.input_tokens": prompt?.cache_write_tokens ?? undefined,
    "gen_ai.usage.reasoning.output_tokens": usage?.completion_tokens_details?.reasoning_tokens ?? undefined,
    "hub.correlation_id": exchange.correlationId,
    "hub.outcome": outcome,
    "hub.attempts": attempts,
    "hub.mode": candidate?.mode,
    "hub.route_reason": candidate?.reason,
    "hub.scan_seconds": scanMs / 1000,
    "hub.redactions": redactions && Object.values(redactions).reduce((sum, count) => sum + count, 0),
    "hub.cost_usd": cost === undefined ? undefined : cost / NANO_PER_UNIT,
  };
}
