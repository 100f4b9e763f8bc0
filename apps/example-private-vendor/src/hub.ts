import { createHub } from "@hub/core";
import { createOpenAICompatible, type ProviderOptions } from "@hub/provider";

/** A gateway with a private vendor that speaks OpenAI's format. Its models are `acme/<their id>`. */
export function createAcmeHub(options?: ProviderOptions) {
  const acme = createOpenAICompatible(
    {
      id: "acme",
      name: "Acme",
      baseUrl: "https://llm.acme.example/v1",
      apiKeyVariable: "ACME_API_KEY",
      // Callers who set these hear in `x-hub-dropped-params` that Acme does not know them.
      drop: ["logit_bias", "seed"],
      // Acme was built when OpenAI still called it so.
      rename: { max_completion_tokens: "max_tokens" },
    },
    options,
  );
  return createHub({ providers: [acme] });
}
