export { createXAI, xaiSpec } from "./create-xai.ts";
