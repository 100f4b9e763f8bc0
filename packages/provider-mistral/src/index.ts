export { createMistral, mistralSpec } from "./create-mistral.ts";
