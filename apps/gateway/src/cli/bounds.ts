import type { OptionValues } from "./command.ts";
import { limitOf, listOf } from "./option-values.ts";

/** The options for what a key or a project may use. */
export const BOUND_OPTIONS = {
  models: { type: "string", value: "<list>", help: "the only models for it: oah/*,openai/gpt-4.1" },
  vendors: { type: "string", value: "<list>", help: "the only vendors for it: openai,groq" },
  limit: {
    type: "string",
    value: "<limit>",
    multiple: true,
    help: "requests/minute=60, tokens/day=100000, usd/month=25",
  },
} as const;

/** What they say, in the fields of the admin API. @throws UsageError */
export function boundsOf({ models, vendors, limit }: OptionValues<typeof BOUND_OPTIONS>) {
  return {
    models: models === undefined ? undefined : listOf(models),
    vendors: vendors === undefined ? undefined : listOf(vendors),
    limits: limit?.map(limitOf),
  };
}
