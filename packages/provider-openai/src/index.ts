export { createOpenAI, openAISpec } from "./create-openai.ts";
