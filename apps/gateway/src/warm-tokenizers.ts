import { countPrompt, familyOf } from "@hub/tokens";

/** A model of each vocabulary that prompts are counted with. */
const MODELS = ["gpt-4o", "gpt-4"];

/**
 * Loads the vocabularies, which takes a few tenths of a second and would hold up the first request that has to be
 * counted, and all others with it.
 */
export async function warmTokenizers(): Promise<void> {
  const messages = [{ role: "user" as const, content: "Hello" }];
  for (const model of MODELS) await countPrompt({ model, messages }, familyOf("openai", model));
}
