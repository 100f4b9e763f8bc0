const MODALITIES = ["text", "image", "audio", "video", "file"];

/** Vendors that hold answers of all their models to a schema, if the model can. Of others, models.dev has to say so. */
const HOLD_TO_SCHEMA = new Set(["openai", "anthropic", "google", "vertex", "xai", "mistral"]);
/** Models whose answers Bedrock holds to a schema (its user guide, "Structured outputs", 2026-11). */
const BEDROCK_SCHEMA =
  /claude-(haiku|sonnet|opus)-4-[56]|qwen3|gemma-3-(12|27)b|mistral-large-3|magistral-small|ministral-3|voxtral|kimi|glm|minimax-m2|nemotron-nano/;

/**
 * What an offer can do. Limits are models.dev's for this vendor, else the model's; of closed models the smaller of both. A
 * capability has to be the model's by the curated table, and models.dev must not deny it for this vendor: where they
 * disagree, the offer does not have it.
 */
export function featuresOf(model, provider, spec, fact = {}) {
  const able = new Set(["text", ...model.features.split(" ")]);
  const limit = (name) => spec[name] ?? (model.open ? fact[name] : smaller(fact[name], model[name])) ?? model[name];
  const contextTokens = limit("context");
  return {
    contextTokens,
    maxOutputTokens: Math.min(limit("output"), contextTokens),
    input: MODALITIES.filter((name) => able.has(name) && (fact.input?.includes(name) ?? true)),
    output: (model.made ?? "text").split(" "),
    tools: able.has("tools") && fact.tools !== false,
    structuredOutput: able.has("schema") && fact.schema !== false && holdsToSchema(provider, spec, fact),
    reasoning: able.has("reasoning") && fact.reasoning !== false,
  };
}

function smaller(a, b) {
  return a === undefined ? b : Math.min(a, b);
}

function holdsToSchema(provider, spec, fact) {
  if (provider === "bedrock") return BEDROCK_SCHEMA.test(spec.id);
  return HOLD_TO_SCHEMA.has(provider) || spec.schema === true || fact.schema === true;
}

/** The most that any of these can do. */
export function mostOf(all) {
  const longest = (name) => Math.max(...all.map((one) => one[name]));
  const union = (name) => MODALITIES.filter((modality) => all.some((one) => one[name].includes(modality)));
  const any = (name) => all.some((one) => one[name]);
  return {
    contextTokens: longest("contextTokens"),
    maxOutputTokens: longest("maxOutputTokens"),
    input: union("input"),
    output: union("output"),
    tools: any("tools"),
    structuredOutput: any("structuredOutput"),
    reasoning: any("reasoning"),
  };
}
