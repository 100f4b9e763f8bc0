import { createProvider, loadApiKey, type Provider, type ProviderOptions } from "@hub/provider";
import { googleWireFormat } from "./google-wire-format.ts";
import { GOOGLE_MODELS } from "./models.ts";

/** Key, base URL, timeouts and limits. The key's default is `GEMINI_API_KEY`, then `GOOGLE_API_KEY`. */
export type GoogleOptions = ProviderOptions;

/** Creates the provider for Google's models through the Gemini API, by key. */
export function createGoogle(options: GoogleOptions = {}): Provider {
  return createProvider({
    id: "google",
    name: "Google",
    models: GOOGLE_MODELS,
    makes: (model) => /^(models\/)?(gemini|gemma)-/.test(model),
    wire: googleWireFormat,
    baseUrl: options.baseUrl ?? "https://generativelanguage.googleapis.com/v1beta",
    transport: options.transport,
    images: options.images,
    credential: () => loadGoogleKey(options.apiKey),
  });
}

function loadGoogleKey(apiKey: string | undefined) {
  // Google's own SDKs read both names.
  const variable = process.env.GEMINI_API_KEY || !process.env.GOOGLE_API_KEY ? "GEMINI_API_KEY" : "GOOGLE_API_KEY";
  return loadApiKey({ vendor: "Google", apiKey, variable });
}
