export { type CountPromptOptions, countPrompt, type PromptCount } from "./count-prompt.ts";
export { createOutputCounter, type OutputCounter } from "./create-output-counter.ts";
export { estimatePrompt, type PromptEstimate } from "./estimate-prompt.ts";
export { familyOf } from "./families/family-of.ts";
export type { TokenizerFamily } from "./families/tokenizer-family.ts";
