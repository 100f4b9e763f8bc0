import { expect } from "vitest";
import type { Feature } from "../feature.ts";

/** Rows about single fields of the request that the answer need not show. */
export const fieldFeatures: readonly Feature[] = [
  { name: "temperature", request: { temperature: 0.5 } },
  { name: "temperature above 1", request: { temperature: 1.2 } },
  { name: "top_p", request: { top_p: 0.5 } },
  { name: "seed", request: { seed: 7 } },
  { name: "frequency_penalty", request: { frequency_penalty: 0.5 } },
  { name: "presence_penalty", request: { presence_penalty: 0.5 } },
  { name: "logit_bias", request: { logit_bias: { "50256": -100 } } },
  { name: "user", request: { user: "user-7" } },
  { name: "safety_identifier", request: { safety_identifier: "user-7" } },
  { name: "metadata", request: { metadata: { purpose: "test" } } },
  { name: "store", request: { store: true } },
  { name: "service_tier", request: { service_tier: "priority" } },
  { name: "prompt_cache_key", request: { prompt_cache_key: "cache-7" } },
  { name: "prompt_cache_retention", request: { prompt_cache_retention: "24h" } },
  {
    name: "web_search_options",
    ability: "search",
    request: { web_search_options: {} },
    check: ({ completion }) => expect(completion.choices[0]?.message.content).toMatch(/\w/),
  },
];
