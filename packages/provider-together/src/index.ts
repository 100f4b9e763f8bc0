export { createTogether, togetherSpec } from "./create-together.ts";
