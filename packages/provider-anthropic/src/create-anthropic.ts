import { createProvider, loadApiKey, type Provider, type ProviderOptions } from "@hub/provider";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { ANTHROPIC_MODELS } from "./models.ts";
import { VENDOR_ID } from "./vendor-id.ts";

/** Key, base URL and timeouts. The key's default is the variable `ANTHROPIC_API_KEY`. */
export type AnthropicOptions = ProviderOptions;

/** Creates the provider for Claude at Anthropic's own API. */
export function createAnthropic(options: AnthropicOptions = {}): Provider {
  return createProvider({
    id: VENDOR_ID,
    name: "Anthropic",
    models: ANTHROPIC_MODELS,
    makes: (model) => model.startsWith("claude-"),
    wire: anthropicWireFormat,
    baseUrl: options.baseUrl ?? "https://api.anthropic.com",
    transport: options.transport,
    images: options.images,
    credential: () => loadApiKey({ vendor: "Anthropic", apiKey: options.apiKey, variable: "ANTHROPIC_API_KEY" }),
  });
}
